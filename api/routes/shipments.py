"""Shipments: listed, shown."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, is_known, not_modified, quoted
from api.pagination import Page, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.shipments import ShipmentFilter, ShipmentRead, shipment_read
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.errors import NotFound
from scheduler.transport.listing import ShipmentRow, shipments_in

router = router_of("shipments", IN_NETWORK + "/shipments")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_SHIPMENTS))]


@router.get("", operation_id="list_shipments")
def list_shipments(
    asking: SeesDep, wanted: Annotated[ShipmentFilter, Query()], page: PageDep
) -> Page[ShipmentRead]:
    """Shipments from or to those you see, by planned arrival."""
    with asking.viewing() as viewer:
        if not viewer.has_plan:
            return Page(items=[])
        found = shipments_in(viewer.session, viewer.now, viewer.network_id)
        rows = [
            row
            for row in found
            if viewer.sees_shipment(row.planned.shipment_id) and _is_wanted(row, wanted)
        ]
        return page_of(rows, page, _key, lambda row: _told(viewer, row))


@router.get(
    "/{shipment_id}",
    operation_id="get_shipment",
    response_model=ShipmentRead,
    responses=NOT_MODIFIED,
)
def get_shipment(
    asking: SeesDep, request: Request, response: Response, shipment_id: PathId
) -> ShipmentRead | Response:
    """A shipment with what is in it, and its ETag."""
    with asking.viewing() as viewer:
        shown = _shipment(viewer, viewer.shipment(shipment_id))
        etag = _etag(shown)
        response.headers["ETag"] = etag
        return not_modified(etag) if is_known(request, etag) else shown


def etag_of_shipment(viewer: Viewer, shipment_id: str) -> str:
    """The ETag of a shipment, as somebody sees it."""
    return _etag(_shipment(viewer, shipment_id))


def _etag(shown: ShipmentRead) -> str:
    return quoted(shown.model_dump_json().encode())


def _shipment(viewer: Viewer, shipment_id: str) -> ShipmentRead:
    asked = (viewer.session, viewer.now, viewer.network_id)
    batch_id = viewer.supplies.batch_of_shipment(shipment_id)
    for row in shipments_in(*asked, {batch_id}):
        if row.planned.shipment_id == shipment_id:
            return _told(viewer, row)
    raise NotFound("shipment", shipment_id)


def _told(viewer: Viewer, row: ShipmentRow) -> ShipmentRead:
    visits = viewer.supplies.visits_of_shipment(row.planned.shipment_id)
    seen = sorted(filter(viewer.sees_visit, visits))
    return shipment_read(
        row,
        seen,
        has_contents=viewer.sees_all_trials,
        is_alone=not viewer.sees_all_sites,
    )


def _is_wanted(row: ShipmentRow, wanted: ShipmentFilter) -> bool:
    day = row.planned.arrives_at.date()
    return (
        wanted.unit_id in {None, row.batch.unit_id}
        and wanted.site_id in {None, row.planned.site_id}
        and wanted.state in {None, row.planned.state}
        and (wanted.from_date or day) <= day <= (wanted.to_date or day)
    )


def _key(row: ShipmentRow) -> SortKey:
    return (row.arrives_utc.isoformat(), row.planned.shipment_id)
