"""Orders of bought products: what is due, what is placed."""

from datetime import UTC
from typing import Annotated

from fastapi import Depends, Query, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.happenings import happening_read
from api.schemas.orders import DueFilter, OrderDeadlineRead, PlacedRead, Placing
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.orders.deadlines import OrderDeadline, order_deadlines
from scheduler.orders.placing import placed

router = router_of("orders", IN_NETWORK + "/orders")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_DEMAND))]
PlacesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.PLACE_ORDERS))
]


@router.get("/deadlines", operation_id="list_order_deadlines")
def list_order_deadlines(
    asking: SeesDep, wanted: Annotated[DueFilter, Query()], page: PageDep
) -> Page[OrderDeadlineRead]:
    """Orders that are not placed as planned and close soon, or have closed."""
    with asking.viewing() as viewer:
        unit_ids = viewer.unit_ids(wanted.unit_id)
        if not viewer.has_plan:
            return Page(items=[])
        found = order_deadlines(
            viewer.session, viewer.now, viewer.network_id, hours=wanted.within_hours
        )
        rows = [
            row
            for row in found
            if row.unit_id in unit_ids and wanted.is_overdue in {None, row.is_overdue}
        ]
        return page_of(rows, page, _key, OrderDeadlineRead.model_validate)


@router.post(
    "/{order_id}/placing", operation_id="place_order", response_model=PlacedRead
)
def place_order(changing: PlacesDep, order_id: PathId, body: Placing) -> Response:
    """So many portions are placed with the maker; 0: it is cancelled."""

    def work(change: ChangeInNetwork) -> PlacedRead:
        change.viewer.order(order_id)
        found = placed(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            order_id=order_id,
            portions=body.portions,
            reason=body.reason,
        )
        happening = found.happening
        return PlacedRead(
            order_id=found.order_id,
            before=found.before,
            portions=found.portions,
            cancel_cost_nok=found.cancel_cost_nok,
            happening=None
            if happening is None
            else happening_read(change.viewer, happening),
        )

    return changing.apply(work)


def _key(row: OrderDeadline) -> SortKey:
    return (row.cutoff_at.astimezone(UTC).isoformat(), row.order_id)
