"""What units may be asked for, before visits are booked."""

from functools import partial
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.forecast import DayForecastRead, ForecastFilter, day_forecast_read
from scheduler.access.permissions import Permission
from scheduler.production.forecast_records import DayForecast, chosen
from scheduler.production.forecasts import forecast_in

router = router_of("batches", IN_NETWORK + "/forecast")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_DEMAND))]


@router.get("", operation_id="list_forecast")
def list_forecast(
    asking: SeesDep, wanted: Annotated[ForecastFilter, Query()], page: PageDep
) -> Page[DayForecastRead]:
    """What units may be asked for, by day; empty until it was forecast once."""
    with asking.viewing() as viewer:
        found = forecast_in(viewer.session, viewer.network_id)
        if found is None:
            return Page(items=[])
        days = chosen(
            found.outlook.days,
            product_id=wanted.product_id,
            start=wanted.from_date,
            end=wanted.to_date,
        )
        unit_ids = viewer.unit_ids(wanted.unit_id)
        seen = [each for each in days if each.unit_id in unit_ids]
        return page_of(seen, page, _key, partial(day_forecast_read, found))


def _key(day: DayForecast) -> SortKey:
    return (day.day.isoformat(), day.unit_id, day.product_id)
