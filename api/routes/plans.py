"""Plan versions: listed, compared, decided on."""

from collections.abc import Callable
from datetime import UTC
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlalchemy.orm import Session

from api.addresses import address_of
from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.etags import NOT_MODIFIED, etag_of_rows, is_known, not_modified
from api.pagination import Page, PageDep, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.plan_differences import PlanDifference, difference_read
from api.schemas.plans import (
    Decision,
    PlanDetails,
    PlanFilter,
    PlannedVisitRead,
    PlanRead,
    plan_details,
    planned_visit,
)
from api.schemas.types import PathNumber
from scheduler.access.permissions import Permission
from scheduler.access.redaction.clocks import clock_of_network
from scheduler.access.redaction.differences import difference_seen
from scheduler.access.redaction.plans import (
    PlannedVisit,
    contents_seen,
    version_seen,
    visits_seen,
)
from scheduler.access.viewing import Viewer
from scheduler.planning.approval import approve, reject
from scheduler.planning.differences import version_by_number
from scheduler.planning.restoring import restore
from scheduler.planning.version_listing import versions
from scheduler.planning.versions import PlanVersion

router = router_of("plans", IN_NETWORK + "/plans")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_PLANS))]
DecidesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.DECIDE_PLANS))
]


@router.get("", operation_id="list_plans")
def list_plans(
    asking: SeesDep, wanted: Annotated[PlanFilter, Query()], page: PageDep
) -> Page[PlanRead]:
    """Versions of the plan, the newest first."""
    with asking.viewing() as viewer:
        found = versions(viewer.session, viewer.network_id, wanted.state, wanted.kind)
        clock = clock_of_network(viewer)
        return page_of(
            found,
            page,
            lambda each: (-each.number,),
            lambda each: PlanRead.model_validate(version_seen(viewer, each, clock)),
        )


@router.get(
    "/{number}",
    operation_id="get_plan",
    response_model=PlanDetails,
    responses=NOT_MODIFIED,
)
def get_plan(
    asking: SeesDep, request: Request, response: Response, number: PathNumber
) -> PlanDetails | Response:
    """A version with its ETag: where it comes from, what it is, what it leaves out."""
    with asking.viewing() as viewer:
        version = version_by_number(viewer.session, viewer.network_id, number)
        etag = etag_of_rows([version])
        if is_known(request, etag):
            return not_modified(etag)
        response.headers["ETag"] = etag
        return _details(viewer, version)


@router.get("/{number}/visits", operation_id="list_planned_visits")
def list_planned_visits(
    asking: SeesDep, number: PathNumber, page: PageDep
) -> Page[PlannedVisitRead]:
    """Visits as a version plans them, by time."""
    with asking.viewing() as viewer:
        found = visits_seen(viewer, viewer.version(number))
        return page_of(found, page, _place, planned_visit)


@router.get("/{number}/differences", operation_id="compare_plans")
def compare_plans(
    asking: SeesDep,
    number: PathNumber,
    since: Annotated[PathNumber, Query(description="number of another version")],
) -> PlanDifference:
    """What differs in a version from another one."""
    with asking.viewing() as viewer:
        found = difference_seen(viewer, viewer.version(since), viewer.version(number))
        return difference_read(found, is_whole=not viewer.is_limited)


@router.post(
    "/{number}/approval", operation_id="approve_plan", response_model=PlanDetails
)
def approve_plan(changing: DecidesDep, number: PathNumber, body: Decision) -> Response:
    """Put a proposed version into force, as it is or with what was booked since."""
    return changing.apply(lambda change: _decided(change, number, body, approve))


@router.post(
    "/{number}/rejection", operation_id="reject_plan", response_model=PlanDetails
)
def reject_plan(changing: DecidesDep, number: PathNumber, body: Decision) -> Response:
    """Decide that a proposed version never comes into force."""
    return changing.apply(lambda change: _decided(change, number, body, reject))


@router.post(
    "/{number}/restoration",
    operation_id="restore_plan",
    response_model=PlanDetails,
    status_code=201,
)
def restore_plan(changing: DecidesDep, number: PathNumber, body: Decision) -> Response:
    """Put what was in force back into force, as a new version."""

    def work(change: ChangeInNetwork) -> PlanDetails:
        told = _decided(change, number, body, restore)
        change.headers["Location"] = address_of(
            "networks", change.network_id, "plans", told.number
        )
        return told

    return changing.apply(work, status=201)


def _decided(
    change: ChangeInNetwork,
    number: int,
    body: Decision,
    decide: Callable[..., PlanVersion],
) -> PlanDetails:
    """Decide on a version, and tell the one that came of it."""
    viewer = change.viewer
    viewer.version(number)
    change.require_match(lambda: _etag(change.session, change.network_id, number))
    decided = decide(
        change.session,
        change.now,
        change.actor,
        network_id=change.network_id,
        number=number,
        reason=body.reason,
    )
    change.session.flush()
    change.headers["ETag"] = _etag(change.session, change.network_id, decided.number)
    return _details(viewer, decided)


def _details(viewer: Viewer, version: PlanVersion) -> PlanDetails:
    seen = version_seen(viewer, version, clock_of_network(viewer))
    return plan_details(seen, contents_seen(viewer, version))


def _etag(session: Session, network_id: str, number: int) -> str:
    return etag_of_rows([version_by_number(session, network_id, number)])


def _place(each: PlannedVisit) -> tuple[str | int, ...]:
    return each.injection_at.astimezone(UTC).isoformat(), each.visit_id
