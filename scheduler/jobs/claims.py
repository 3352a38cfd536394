"""
Who has which job: taken by one worker at a time, held, given back, taken over.

That is written in the row of the job, so that what begins when, and what comes of it,
is decided where it is kept.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from scheduler.database.database import Database
from scheduler.jobs.engine import Interrupted
from scheduler.jobs.kinds import REPLAN, SOLVES
from scheduler.jobs.models import Job, JobState, WorkerRow
from scheduler.jobs.requests import IS_OPEN, job_by_id
from scheduler.jobs.workers import leave, now_there

MOST_ATTEMPTS = 4
"""A job at which as many workers have died is given up."""

GIVEN_UP = "given up: the worker died each time it was at this job"


class TakenOver(Interrupted):
    """The job is another worker's now, or has ended: this one leaves no trace."""


@dataclass(frozen=True)
class Places:
    """
    How many jobs a worker is at, at once.

    Parameters
    ----------
    solves
        Of those that have the solver at work.
    chores
        Of all others, which never wait behind a solve.
    """

    solves: int = 1
    chores: int = 2

    def open_to(self, kinds: Collection[str], taken: Mapping[str, int]) -> list[str]:
        """Kinds of which one more may be begun, beside so many of each kind."""
        solves = sum(number for kind, number in taken.items() if kind in SOLVES)
        chores = sum(taken.values()) - solves
        return [
            kind
            for kind in kinds
            if (solves < self.solves if kind in SOLVES else chores < self.chores)
        ]


ONE_SOLVE = Places()


def take(
    database: Database,
    now: datetime,
    worker_id: str,
    kinds: Collection[str],
    places: Places,
) -> Job | None:
    """
    The next job that a worker has a place for, which is its own from now on.

    What another has left is gone on with; of what waits, the first that came is first.
    """
    with database.reading() as session:
        open_kinds = places.open_to(kinds, _taken(session, worker_id))
        if not open_kinds or _next(session, now, open_kinds) is None:
            return None
    try:
        with database.writing() as session:
            job = _next(session, now, open_kinds, lock=True)
            if job is None:
                return None
            job.state = JobState.RUNNING
            job.worker_id = worker_id
            job.attempts += 1
            job.started_at = job.started_at or now
            return job
    except IntegrityError:  # another has begun a replan of that network just now
        return None


def hold(session: Session, job_id: str, worker_id: str) -> Job:
    """
    The row of a job, which stays its worker's until the transaction ends.

    Raises
    ------
    TakenOver
        If it is not the worker's any more.

    """
    job = job_by_id(session, job_id, lock=True)
    if (job.state, job.worker_id) != (JobState.RUNNING, worker_id):
        raise TakenOver(f"job {job_id} is not at worker {worker_id}")
    return job


def give_back(
    session: Session, worker_id: str, job_ids: Collection[str] | None = None
) -> None:
    """Leave jobs to whoever takes them, all by default; that is no failed attempt."""
    query = update(Job).where(Job.worker_id == worker_id, _is_running())
    if job_ids is not None:
        query = query.where(Job.id.in_(list(job_ids)))
    session.execute(
        query.values(worker_id=None, attempts=Job.attempts - 1).execution_options(
            synchronize_session=False
        )
    )


def bury(
    database: Database, now: datetime, me: str, silent_s: float | None
) -> list[str]:
    """
    Declare the dead dead, and leave their jobs to whoever takes them.

    A row that somebody holds is looked at again the next time.

    Parameters
    ----------
    me
        A worker that lives.
    silent_s
        After which silence another is dead [s]; ``None`` if there can be none.

    Returns
    -------
    list[str]
        Ids of workers that have been found dead.

    """
    with database.reading() as session:
        if not (session.scalars(_dead(session, me, silent_s)).all() or _left(session)):
            return []
    with database.writing() as session:
        query = _dead(session, me, silent_s).with_for_update(skip_locked=True)
        dead = list(session.scalars(query).all())
        for worker_id in dead:
            leave(session, worker_id)
        for job in _left(session, lock=True):
            if job.attempts >= MOST_ATTEMPTS:
                job.state = JobState.FAILED
                job.failure = GIVEN_UP
                job.ended_at = now
            else:
                job.worker_id = None
        return dead


def _next(
    session: Session, now: datetime, kinds: Collection[str], *, lock: bool = False
) -> Job | None:
    other = aliased(Job)
    is_at_work = exists().where(
        other.kind == REPLAN,
        other.state == JobState.RUNNING,
        other.network_id == Job.network_id,
    )
    waits = (
        (Job.state == JobState.WAITING)
        & or_(Job.due_at.is_(None), Job.due_at <= now)
        & or_(Job.kind != REPLAN, ~is_at_work)
    )
    query = (
        select(Job)
        .where(IS_OPEN, Job.kind.in_(list(kinds)))
        .where(or_(waits, _is_running() & Job.worker_id.is_(None)))
        .order_by(Job.asked_at, Job.id)
        .limit(1)
    )
    return session.scalar(
        query.with_for_update(of=Job, skip_locked=True) if lock else query
    )


def _taken(session: Session, worker_id: str) -> dict[str, int]:
    """How many jobs of each kind a worker is at."""
    counted = session.execute(
        select(Job.kind, func.count().label("number"))
        .where(IS_OPEN, Job.worker_id == worker_id, _is_running())
        .group_by(Job.kind)
    )
    return {row.kind: row.number for row in counted}


def _dead(session: Session, me: str, silent_s: float | None) -> Select[str]:
    query = select(WorkerRow.id).where(WorkerRow.ended_at.is_(None), WorkerRow.id != me)
    if silent_s is not None:
        since = now_there(session) - timedelta(seconds=silent_s)
        query = query.where(WorkerRow.beat_at < since)
    return query


def _left(session: Session, *, lock: bool = False) -> list[Job]:
    """Jobs of workers that have ended."""
    there = select(WorkerRow.id).where(WorkerRow.ended_at.is_(None))
    query = select(Job).where(
        IS_OPEN,
        _is_running(),
        Job.worker_id.is_not(None),
        Job.worker_id.not_in(there),
    )
    return list(
        session.scalars(
            query.with_for_update(of=Job, skip_locked=True) if lock else query
        )
    )


def _is_running() -> ColumnElement[bool]:
    return Job.state == JobState.RUNNING
