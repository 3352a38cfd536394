"""What differs in what units are asked for, from one plan version to another."""

from datetime import UTC
from typing import Annotated

from fastapi import Depends, Query

from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.demand_changes import (
    DemandChangeRead,
    DemandChangesFilter,
    demand_change_read,
)
from scheduler.access.permissions import Permission
from scheduler.production.demand import Scope, demand_in
from scheduler.production.demand_changes import DemandChange, demand_changes

router = router_of("batches", IN_NETWORK + "/demand-changes")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_DEMAND))]


@router.get("", operation_id="list_demand_changes")
def list_demand_changes(
    asking: SeesDep, wanted: Annotated[DemandChangesFilter, Query()], page: PageDep
) -> Page[DemandChangeRead]:
    """Batches that differ between two plan versions, by time."""
    with asking.viewing() as viewer:
        unit_ids = viewer.unit_ids(wanted.unit_id)
        versions = [viewer.version(wanted.since), wanted.until]
        if wanted.until is not None:
            viewer.version(wanted.until)
        if not viewer.has_plan or not unit_ids:
            return Page(items=[])
        before, after = (
            demand_in(
                viewer.session,
                viewer.now,
                viewer.network_id,
                Scope(unit_ids=unit_ids, version=version),
            )
            for version in versions
        )
        return page_of(demand_changes(before, after), page, _key, demand_change_read)


def _key(change: DemandChange) -> SortKey:
    at = min(each for each in (change.before_at, change.after_at) if each is not None)
    return (at.astimezone(UTC).isoformat(), change.batch_id)
