"""Batches: what units are asked to make."""

from datetime import UTC
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, is_known, not_modified, quoted
from api.pagination import Page, PageAsked, PageDep, SortKey, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.batches import (
    MOST_WITH_SLACK,
    BatchFilter,
    BatchRead,
    BatchSummary,
    batch_read,
    batch_summary,
)
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.access.viewing import Viewer
from scheduler.errors import NotFound
from scheduler.production.demand import Scope, demand_in
from scheduler.production.demand_records import BatchDemand

router = router_of("batches", IN_NETWORK + "/batches")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_DEMAND))]


@router.get("", operation_id="list_batches")
def list_batches(
    asking: SeesDep, wanted: Annotated[BatchFilter, Query()], page: PageDep
) -> Page[BatchSummary]:
    """What units are asked to make, by EOS or reference time."""
    with asking.viewing() as viewer:
        unit_ids = viewer.unit_ids(wanted.unit_id)
        if wanted.version is not None:
            viewer.version(wanted.version)
        if not viewer.has_plan or not unit_ids:
            return Page(items=[])
        scope = Scope(
            start=wanted.from_date,
            end=wanted.to_date,
            version=wanted.version,
            unit_ids=unit_ids,
        )
        found = demand_in(viewer.session, viewer.now, viewer.network_id, scope)
        part = page_of(found, _shortened(page, wanted), _key, _as_it_is)
        shown = part.items
        if wanted.with_slack:
            batch_ids = frozenset(each.batch_id for each in shown)
            scope = Scope(version=wanted.version, batch_ids=batch_ids)
            shown = list(
                demand_in(
                    viewer.session,
                    viewer.now,
                    viewer.network_id,
                    scope,
                    with_slack=True,
                )
            )
        items = [batch_summary(each) for each in shown]
        return Page(items=items, next_cursor=part.next_cursor)


@router.get(
    "/{batch_id}",
    operation_id="get_batch",
    response_model=BatchRead,
    responses=NOT_MODIFIED,
)
def get_batch(
    asking: SeesDep,
    request: Request,
    response: Response,
    batch_id: PathId,
    with_slack: Annotated[
        bool, Query(description="how late and how weak it may be; it takes longer")
    ] = False,
) -> BatchRead | Response:
    """A batch of the plan in force with its draw list, and its ETag."""
    with asking.viewing() as viewer:
        viewer.batch(batch_id)
        shown = batch_read(_batch(viewer, batch_id))
        etag = _etag(shown)
        response.headers["ETag"] = etag
        if with_slack:
            return batch_read(_batch(viewer, batch_id, with_slack=True))
        return not_modified(etag) if is_known(request, etag) else shown


def etag_of_batch(viewer: Viewer, batch_id: str) -> str:
    """The ETag of a batch with its draw list; how late it may be does not matter."""
    return _etag(batch_read(_batch(viewer, batch_id)))


def _etag(shown: BatchRead) -> str:
    return quoted(shown.model_dump_json().encode())


def _batch(viewer: Viewer, batch_id: str, *, with_slack: bool = False) -> BatchDemand:
    scope = Scope(batch_ids={batch_id})
    asked = (viewer.session, viewer.now, viewer.network_id)
    found = demand_in(*asked, scope, with_slack=with_slack)
    if not found:
        raise NotFound("planned batch", batch_id)
    return found[0]


def _shortened(page: PageAsked, wanted: BatchFilter) -> PageAsked:
    if not wanted.with_slack:
        return page
    return page.model_copy(update={"limit": min(page.limit, MOST_WITH_SLACK)})


def _as_it_is(batch: BatchDemand) -> BatchDemand:
    return batch


def _key(batch: BatchDemand) -> SortKey:
    return (batch.reference_utc.astimezone(UTC).isoformat(), batch.batch_id)
