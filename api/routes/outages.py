"""What is out of use: listed, reported, ended, withdrawn."""

from datetime import UTC
from typing import Annotated

from fastapi import Depends, Query, Response

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.happenings import HappeningRead, Why, happening_read
from api.schemas.outages import (
    OutageAsked,
    OutageEnd,
    OutageFilter,
    OutageRead,
    outage_read,
)
from api.schemas.types import PathNumber
from scheduler.access.outages_seen import named_resource, outage_seen, outages_seen
from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.outages.listing import OutageRow
from scheduler.outages.service import (
    OutageReport,
    end_outage,
    report_outage,
    withdraw_outage,
)

router = router_of("outages", IN_NETWORK + "/outages")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_OUTAGES))]
ReportsDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.REPORT_OUTAGES))
]


@router.get("", operation_id="list_outages")
def list_outages(
    asking: SeesDep, wanted: Annotated[OutageFilter, Query()], page: PageDep
) -> Page[OutageRead]:
    """What of yours is out of use, or will be, by its start."""
    with asking.viewing() as viewer:
        rows = [
            row
            for row in outages_seen(viewer, with_past=wanted.with_past)
            if wanted.kind in {None, row.kind}
            and wanted.resource_id in {None, row.resource_id}
        ]
        return page_of(rows, page, _key, outage_read)


@router.get("/{outage_number}", operation_id="get_outage")
def get_outage(asking: SeesDep, outage_number: PathNumber) -> OutageRead:
    """Something of yours that is, was or will be out of use."""
    with asking.viewing() as viewer:
        return outage_read(outage_seen(viewer, outage_number))


@router.post(
    "", operation_id="report_outage", response_model=HappeningRead, status_code=201
)
def report(changing: ReportsDep, body: OutageAsked) -> Response:
    """It is out of use for a while: who cannot be served so?"""

    def work(change: ChangeInNetwork) -> HappeningRead:
        named_resource(_looking(change), body.kind, body.resource_id, "resource_id")
        found = report_outage(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            outage=OutageReport(**dict(body)),
        )
        return happening_read(change.viewer, found)

    return changing.apply(work, status=201)


@router.post(
    "/{outage_number}/end", operation_id="end_outage", response_model=HappeningRead
)
def end(changing: ReportsDep, outage_number: PathNumber, body: OutageEnd) -> Response:
    """It is over, or ends earlier or later than was said."""

    def work(change: ChangeInNetwork) -> HappeningRead:
        found = end_outage(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            number=outage_seen(_looking(change), outage_number).number,
            end_at=body.end_at,
            reason=body.reason,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)


@router.post(
    "/{outage_number}/withdrawal",
    operation_id="withdraw_outage",
    response_model=HappeningRead,
)
def withdraw(changing: ReportsDep, outage_number: PathNumber, body: Why) -> Response:
    """It was never so: what it closed is open again."""

    def work(change: ChangeInNetwork) -> HappeningRead:
        found = withdraw_outage(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            number=outage_seen(_looking(change), outage_number).number,
            reason=body.reason,
        )
        return happening_read(change.viewer, found)

    return changing.apply(work)


def _looking(change: ChangeInNetwork) -> Viewer:
    """Somebody who has seen the plan as it is before: whom does it cost the visit?"""
    _ = change.viewer.supplies
    return change.viewer


def _key(row: OutageRow) -> SortKey:
    return (row.start_at.astimezone(UTC).isoformat(), row.number)
