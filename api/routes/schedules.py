"""Schedules: what is done periodically, paused, resumed, done once more."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Response

from api.addresses import address_of
from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, NeedsInNetwork
from api.pagination import Page, PageDep, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.jobs import JobRead
from api.schemas.schedules import PausingAsked, PeriodicJobRead
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.access.redaction.clocks import clock_of_network
from scheduler.access.redaction.jobs import job_seen
from scheduler.access.redaction.schedules import schedule_seen, schedules_seen
from scheduler.clockwork import managing
from scheduler.clockwork.managing import ScheduleSeen

router = router_of("jobs", IN_NETWORK + "/schedules")

SeesDep = Annotated[AskingInNetwork, Depends(NeedsInNetwork(Permission.SEE_JOBS))]
ChangesDep = Annotated[
    ChangingInNetwork, Depends(ChangesInNetwork(Permission.CHANGE_SCHEDULES))
]


@router.get("", operation_id="list_schedules")
def list_schedules(asking: SeesDep, page: PageDep) -> Page[PeriodicJobRead]:
    """What is done periodically in the network, by name."""
    with asking.viewing() as viewer:
        found = schedules_seen(viewer, asking.state.clock())
        return page_of(
            found, page, lambda each: (each.name,), PeriodicJobRead.model_validate
        )


@router.post(
    "/{schedule}/pause", operation_id="pause_schedule", response_model=PeriodicJobRead
)
def pause(changing: ChangesDep, schedule: PathId, body: PausingAsked) -> Response:
    """Do it no more, until it is resumed."""
    return _changed(changing, managing.pause, schedule, body)


@router.post(
    "/{schedule}/resume", operation_id="resume_schedule", response_model=PeriodicJobRead
)
def resume(changing: ChangesDep, schedule: PathId, body: PausingAsked) -> Response:
    """Do it again from now on; what was due meanwhile is not caught up with."""
    return _changed(changing, managing.resume, schedule, body)


@router.post(
    "/{schedule}/job",
    operation_id="run_schedule",
    response_model=JobRead,
    status_code=202,
)
def run(changing: ChangesDep, schedule: PathId) -> Response:
    """Ask for its job now, needed or not; its times stay as they are."""

    def work(change: ChangeInNetwork) -> JobRead:
        job = managing.run_now(
            change.session,
            change.now,
            change.actor,
            name=schedule,
            network_id=change.network_id,
        )
        change.headers["Location"] = address_of(
            "networks", change.network_id, "jobs", job.id
        )
        clock = clock_of_network(change.viewer)
        return JobRead.model_validate(job_seen(change.viewer, job, clock))

    return changing.apply(work, status=202)


def _changed(
    changing: ChangingInNetwork,
    use_case: Callable[..., ScheduleSeen],
    schedule: str,
    body: PausingAsked,
) -> Response:
    def work(change: ChangeInNetwork) -> PeriodicJobRead:
        seen = use_case(
            change.session,
            change.now,
            change.actor,
            name=schedule,
            network_id=change.network_id,
            reason=body.reason,
        )
        return PeriodicJobRead.model_validate(schedule_seen(change.viewer, seen))

    return changing.apply(work)
