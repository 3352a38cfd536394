"""Jobs: listed, followed, cancelled."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.dependencies import AskingInNetwork, BearerDep, NeedsInNetwork
from api.job_events import LONGEST_S, MEDIA_TYPE, Followed, events
from api.pagination import Page, PageDep, newest_first, page_of
from api.routing import IN_NETWORK, router_of
from api.schemas.jobs import JobFilter, JobRead
from api.schemas.types import PathId
from scheduler.access.permissions import Permission
from scheduler.access.redaction.clocks import clock_of_network
from scheduler.access.redaction.jobs import job_seen, jobs_seen
from scheduler.jobs.requests import cancel_job

router = router_of("jobs", IN_NETWORK + "/jobs")

_SEES = NeedsInNetwork(Permission.SEE_JOBS)

SeesDep = Annotated[AskingInNetwork, Depends(_SEES)]
StopsDep = Annotated[ChangingInNetwork, Depends(ChangesInNetwork(Permission.REPLAN))]

_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`progress` events, whose data are the job as it is then, and "
        "an `end` event with the job as it ended.",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


@router.get("", operation_id="list_jobs")
def list_jobs(
    asking: SeesDep, wanted: Annotated[JobFilter, Query()], page: PageDep
) -> Page[JobRead]:
    """Jobs, the newest first."""
    with asking.viewing() as viewer:
        found = [
            each for each in jobs_seen(viewer) if wanted.state in {None, each.state}
        ]
        clock = clock_of_network(viewer)
        return page_of(
            found,
            page,
            lambda each: newest_first(each.asked_at, each.id),
            lambda each: JobRead.model_validate(job_seen(viewer, each, clock)),
        )


@router.get("/{job_id}", operation_id="get_job")
def get_job(asking: SeesDep, job_id: PathId) -> JobRead:
    """A job: what was asked for, how far it has come, how it ended."""
    return _job(asking, job_id)


@router.get(
    "/{job_id}/events",
    operation_id="follow_job",
    response_class=StreamingResponse,
    responses=_EVENTS,
)
def follow_job(
    asking: SeesDep,
    request: Request,
    credentials: BearerDep,
    job_id: PathId,
    seconds: Annotated[
        int, Query(ge=1, le=LONGEST_S, description="when the stream ends at the latest")
    ] = LONGEST_S,
) -> StreamingResponse:
    """Progress of a job as server-sent events, each time it changes, and its end."""
    _job(asking, job_id)

    def look() -> JobRead:
        # Asked anew each time: what is revoked meanwhile is refused.
        return _job(_SEES(request, credentials, asking.network_id), job_id)

    followed = Followed(look, asking.state.stopping.is_set, seconds)
    # Proxies that collect answers before they pass them on shall not do so here.
    passed_on = {"X-Accel-Buffering": "no"}
    return StreamingResponse(events(followed), media_type=MEDIA_TYPE, headers=passed_on)


@router.post(
    "/{job_id}/cancellation", operation_id="cancel_job", response_model=JobRead
)
def stop_job(changing: StopsDep, job_id: PathId) -> Response:
    """Ask a job to stop; one that runs keeps the best plan it has found."""

    def work(change: ChangeInNetwork) -> JobRead:
        change.viewer.job(job_id)
        job = cancel_job(change.session, change.now, job_id)
        change.session.flush()
        clock = clock_of_network(change.viewer)
        return JobRead.model_validate(job_seen(change.viewer, job, clock))

    return changing.apply(work)


def _job(asking: AskingInNetwork, job_id: str) -> JobRead:
    with asking.viewing() as viewer:
        clock = clock_of_network(viewer)
        return JobRead.model_validate(job_seen(viewer, viewer.job(job_id), clock))
