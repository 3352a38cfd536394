"""Use cases of jobs: ask for one, ask it to stop, look them up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.errors import Conflict, NotFound, WrongState
from scheduler.jobs.models import Job, JobState

OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
"""States of jobs that have not ended."""

IS_OPEN = text("jobs.state IN ('waiting', 'running')")
"""In the words of the index of open jobs, which are few among all there were."""


def request_job(  # noqa: PLR0913 - what a job consists of
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    kind: str,
    network_id: str | None,
    payload: Mapping[str, Any],
    job_id: str | None = None,
    due_at: datetime | None = None,
) -> Job:
    """
    Ask for a job, in the transaction of whatever asks for it.

    Parameters
    ----------
    network_id
        ``None`` for a job of the whole database.
    payload
        Ids and settings, no data.
    job_id
        The same id twice is one job; by default a new one.
    due_at
        The job is not begun before; by default as soon as a worker has a place.

    Raises
    ------
    Conflict
        If the id belongs to another job.
    NotFound
        If there is no such network.

    """
    job_id = job_id or str(uuid4())
    known = _by_id(session, job_id)
    if known is not None:
        return _same(known, kind, network_id)
    job = Job(
        network_id=network_id,
        id=job_id,
        kind=kind,
        state=JobState.WAITING,
        payload=dict(payload),
        asked_at=now,
        asked_by=actor.id,
        due_at=due_at,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        known = _by_id(session, job_id)
        if known is None:
            raise NotFound("network", str(network_id)) from None
        # Somebody else has asked for it in the same moment.
        return _same(known, kind, network_id)
    return job


def job_by_id(session: Session, job_id: str, *, lock: bool = False) -> Job:
    """
    A job, as it is now.

    Raises
    ------
    NotFound
        If there is none.

    """
    job = _by_id(session, job_id, lock=lock)
    if job is None:
        raise NotFound("job", job_id)
    return job


def list_jobs(
    session: Session, network_id: str | None = None, limit: int = 50
) -> Sequence[Job]:
    """The newest jobs, newest first."""
    query = select(Job).order_by(Job.asked_at.desc(), Job.id).limit(limit)
    if network_id is not None:
        query = query.where(Job.network_id == network_id)
    return session.scalars(query).all()


def jobs_of(session: Session, network_id: str, kind: str | None = None) -> list[Job]:
    """All jobs of a network there ever were, in no order."""
    query = select(Job).where(Job.network_id == network_id)
    if kind is not None:
        query = query.where(Job.kind == kind)
    return list(session.scalars(query))


def open_jobs_of(session: Session, network_id: str, kind: str) -> list[Job]:
    """Its jobs of a kind that have not ended, the first that was asked for first."""
    query = select(Job).where(IS_OPEN, Job.network_id == network_id, Job.kind == kind)
    return list(session.scalars(query.order_by(Job.asked_at, Job.id)))


def cancel_job(session: Session, now: datetime, job_id: str) -> Job:
    """
    Ask a job to stop.

    One that waits ends at once. One that runs is asked: a solve keeps the best plan
    it has found, and ends without one if it has found none.

    Raises
    ------
    NotFound
        If there is no such job.
    WrongState
        If it has ended.

    """
    job = job_by_id(session, job_id, lock=True)
    if job.state not in OPEN:
        raise WrongState("job", job_id, job.state.value, "cancelled")
    if job.cancel_asked_at is None:
        job.cancel_asked_at = now
    if job.state is JobState.WAITING:
        job.state = JobState.CANCELLED
        job.ended_at = now
    return job


def _same(known: Job, kind: str, network_id: str | None) -> Job:
    """A job that is there already, if it is the one that is asked for."""
    if (known.kind, known.network_id) != (kind, network_id):
        raise Conflict(
            f"job {known.id} is another one: {known.kind} of "
            f"{known.network_id or 'the database'}"
        )
    return known


def _by_id(session: Session, job_id: str, *, lock: bool = False) -> Job | None:
    query = (
        select(Job).where(Job.id == job_id).execution_options(populate_existing=True)
    )
    return session.scalar(query.with_for_update() if lock else query)
