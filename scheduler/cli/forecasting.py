"""`tracerplan forecast`: what units may be asked for, before visits are booked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, exit_codes
from scheduler.cli.typed import typed_day
from scheduler.cli.using import asked
from scheduler.exports.forecast_tables import forecast_tables
from scheduler.exports.views import to_json
from scheduler.networks.models import Network
from scheduler.production.forecast_records import (
    ASSUMPTION,
    NetworkForecast,
    chosen,
)
from scheduler.production.forecasts import forecast_in

_Typed = tuple[str | None, str | None, str | None, str | None]


def print_forecast(network: str | None, scope: _Typed, *, as_json: bool) -> ExitCode:
    """
    A table per unit and product.

    Parameters
    ----------
    scope
        Unit, product, first and last date, as they were typed.
    """
    with exit_codes():
        part_of = _part(scope)

        def read(
            session: Session, _: datetime, network_id: str
        ) -> NetworkForecast | None:
            found = forecast_in(session, network_id)
            if found is None:
                return None
            zone = ZoneInfo(session.get_one(Network, network_id).zone)
            return replace(part_of(found), as_of=found.as_of.astimezone(zone))

        found = asked(network, read)
        if as_json:
            print_json({"assumption": ASSUMPTION, "forecast": to_json(found)})
            return ExitCode.FINE
        console = answers()
        for each in forecast_tables(found, console.width):
            console.print(each)
        return ExitCode.FINE


def _part(typed: _Typed) -> Callable[[NetworkForecast], NetworkForecast]:
    """What takes the part of a forecast that was asked for."""
    unit, product = typed[:2]
    start, end = (
        None if each is None else typed_day(option, each)
        for option, each in zip(("--from", "--to"), typed[2:], strict=True)
    )

    def part_of(found: NetworkForecast) -> NetworkForecast:
        days = chosen(
            found.outlook.days,
            unit_id=unit,
            product_id=product,
            start=start,
            end=end,
        )
        return replace(found, outlook=replace(found.outlook, days=tuple(days)))

    return part_of
