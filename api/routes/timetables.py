"""What is prepared for the day on which a batch is low or late."""

from datetime import UTC
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.timetables import (
    BatchTimetablesRead,
    TimetableFilter,
    batch_timetables_read,
)
from scheduler.access.permissions import Permission
from scheduler.access.redaction.timetables import timetables_seen
from scheduler.production.timetable_records import BatchTimetables, chosen

router = router_of("batches", IN_NETWORK + "/timetables")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_PLANS))]


@router.get("", operation_id="list_timetables")
def list_timetables(
    asking: SeesDep, wanted: Annotated[TimetableFilter, Query()], page: PageDep
) -> Page[BatchTimetablesRead]:
    """Normal, low and late days of the batches of the next 48 hours, by time."""
    with asking.viewing() as viewer:
        found = chosen(
            timetables_seen(viewer),
            unit_id=wanted.unit_id,
            site_id=wanted.site_id,
            batch_id=wanted.batch_id,
        )
        return page_of(found, page, _key, batch_timetables_read)


def _key(found: BatchTimetables) -> SortKey:
    return (found.reference_at.astimezone(UTC).isoformat(), found.batch_id)
