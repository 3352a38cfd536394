"""Ask for a replan; whoever asks while one waits shares it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.errors import Conflict
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import open_jobs_of, request_job
from scheduler.planning.event_replans import BECAUSE, EVENTS, waiting_replan
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
    job_id: str | None = None,
) -> Job:
    """
    The replan that waits already, or a new one.

    It plans from what is there when it begins, so that one that waits serves everybody
    who asks meanwhile, with its own limits. One that events have asked for is taken
    over by the first person who asks.

    Parameters
    ----------
    shares
        Whether a replan that another asked for will do; else one of their own.
    job_id
        What a new one goes by; without it, a person asks.

    Raises
    ------
    NotFound
        If there is no such network.
    Conflict
        If they want one of their own, and too many are open.

    """
    payload = payload_of(config)
    if job_id is None:
        taken = take_over(session, now, actor, network_id=network_id, payload=payload)
        if taken is not None:
            return taken
    network_of(session, network_id, lock=True)
    is_open = open_jobs_of(session, network_id, KIND)
    for each in is_open:
        if each.state is JobState.WAITING and (shares or each.asked_by == actor.id):
            return each
    if not shares and len(is_open) >= MOST_OPEN:
        raise Conflict("replans enough have been asked for: wait for one to end")
    return request_job(
        session,
        now,
        actor,
        kind=KIND,
        network_id=network_id,
        payload=payload,
        job_id=job_id,
    )


def take_over(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    payload: Mapping[str, Any],
) -> Job | None:
    """
    The replan that events have asked for, if it waits: it is theirs from now on.

    It begins at once, and is solved as they say.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network_of(session, network_id, lock=True)
    job = waiting_replan(session, now, network_id)
    if job is None or job.asked_by != EVENTS.id:
        return None
    job.payload = {**payload, BECAUSE: job.payload[BECAUSE]}
    job.asked_at, job.asked_by, job.due_at = now, actor.id, None
    return job
