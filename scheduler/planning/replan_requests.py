"""Ask for a replan; whoever asks while one waits shares it."""

from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.errors import Conflict
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import OPEN, jobs_of, request_job
from scheduler.planning.problem_builder import network_of
from scheduler.planning.replan import KIND, payload_of
from solver.config import SolverConfig

MOST_OPEN = 4
"""Replans of one network, begun or not, beyond which nobody gets one of their own."""


def request_replan(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    config: SolverConfig,
    shares: bool,
) -> Job:
    """
    The replan that waits already, or a new one.

    It plans from what is there when it begins, so that one that waits serves everybody
    who asks meanwhile, with its own limits.

    Parameters
    ----------
    shares
        Whether a replan that another asked for will do; else one of their own.

    Raises
    ------
    NotFound
        If there is no such network.
    Conflict
        If they want one of their own, and too many are open.

    """
    network_of(session, network_id, lock=True)
    is_open = [each for each in jobs_of(session, network_id, KIND) if _is_open(each)]
    waiting = [
        each
        for each in is_open
        if each.state is JobState.WAITING and (shares or each.asked_by == actor.id)
    ]
    if waiting:
        return min(waiting, key=lambda each: (each.asked_at, each.id))
    if not shares and len(is_open) >= MOST_OPEN:
        raise Conflict("replans enough have been asked for: wait for one to end")
    return request_job(
        session,
        now,
        actor,
        kind=KIND,
        network_id=network_id,
        payload=payload_of(config),
    )


def _is_open(job: Job) -> bool:
    return job.state in OPEN
