"""Replans: asked for here, solved by a worker."""

from typing import Annotated

from fastapi import Depends, Response

from api.addresses import address_of
from api.changes import ChangeInNetwork, ChangesInNetwork, ChangingInNetwork
from api.routing import IN_NETWORK, router_of
from api.schemas.jobs import JobRead, ReplanAsked
from scheduler.access.permissions import Permission
from scheduler.access.redaction.clocks import clock_of_network
from scheduler.access.redaction.jobs import job_seen
from scheduler.planning.replan_requests import request_replan
from solver.config import SolverConfig

router = router_of("plans", IN_NETWORK + "/replans")

ReplansDep = Annotated[ChangingInNetwork, Depends(ChangesInNetwork(Permission.REPLAN))]


@router.post("", operation_id="request_replan", response_model=JobRead, status_code=202)
def ask_for_replan(changing: ReplansDep, body: ReplanAsked) -> Response:
    """Ask for a new plan; where one waits to begin already, that is the answer."""

    def work(change: ChangeInNetwork) -> JobRead:
        job = request_replan(
            change.session,
            change.now,
            change.actor,
            network_id=change.network_id,
            config=SolverConfig(
                time_limit_s=float(body.time_limit_s),
                is_deterministic=body.is_deterministic,
            ),
            shares=not change.viewer.is_limited,
        )
        change.headers["Location"] = address_of(
            "networks", change.network_id, "jobs", job.id
        )
        clock = clock_of_network(change.viewer)
        return JobRead.model_validate(job_seen(change.viewer, job, clock))

    return changing.apply(work, status=202)
