"""
Replans that events ask for: together, soon, and short.

Whatever happens until one begins is planned for by it; what happens afterwards asks for
the next. A longer replan, asked for by the clock or by a person, goes on improving.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import Event, Job, JobState
from scheduler.jobs.requests import request_job
from scheduler.networks.models import Network
from scheduler.planning.triggers import asks_for_replan
from scheduler.planning.yielding import is_of_the_clock, stop_those_of_the_clock
from solver.config import SolverConfig

EVENTS = Actor("events")
"""Who asks for these."""

QUIET = timedelta(seconds=1)
"""A replan waits for so long after an event, in case there is another."""

LONGEST_WAIT = timedelta(seconds=3)
"""However many events there are, it does not wait for longer."""

CONFIG = SolverConfig(time_limit_s=5)

BECAUSE = "because"
"""In the payload of a job: numbers of the events that have asked for it."""

MOST_NAMED = 50
"""Of these events; the first are named."""


def ask_after(session: Session, now: datetime, network: Network, event: Event) -> None:
    """
    Have the network replanned, if an event asks for it.

    Nothing is replanned before the first plan is in force, or where the network does
    without.

    Parameters
    ----------
    network
        Locked: its events come one after the other.
    """
    if not (network.plan_revision and network.replans_on_events):
        return
    if not asks_for_replan(event.kind, event.details):
        return
    stop_those_of_the_clock(session, now, network.id)
    job = waiting_replan(session, now, network.id)
    if job is None:
        payload = CONFIG.model_dump(mode="json") | {BECAUSE: [event.number]}
        request_job(
            session,
            now,
            EVENTS,
            kind=REPLAN,
            network_id=network.id,
            payload=payload,
            due_at=now + QUIET,
        )
        return
    because = [*job.payload.get(BECAUSE, ()), event.number][:MOST_NAMED]
    job.payload = {**job.payload, BECAUSE: because}
    if is_of_the_clock(job):
        job.payload = {**job.payload, **CONFIG.model_dump(mode="json")}
    if job.asked_by == EVENTS.id:
        job.due_at = min(now + QUIET, job.asked_at + LONGEST_WAIT)


def waiting_replan(session: Session, now: datetime, network_id: str) -> Job | None:
    """
    The replan of a network that is soon begun, and that nobody begins meanwhile.

    So whatever the transaction does is there when it begins.
    """
    return session.scalars(
        select(Job)
        .where(
            Job.network_id == network_id,
            Job.kind == REPLAN,
            Job.state == JobState.WAITING,
            or_(Job.due_at.is_(None), Job.due_at <= now + LONGEST_WAIT),
        )
        .order_by(Job.asked_at, Job.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def because_of(session: Session, job: Job) -> str:
    """What has happened that asked for a job: kinds of events, each once."""
    found = select(Event.kind).where(
        Event.network_id == job.network_id,
        Event.number.in_(job.payload.get(BECAUSE, ())),
    )
    return ", ".join(sorted(set(session.scalars(found))))
