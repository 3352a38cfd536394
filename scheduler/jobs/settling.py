"""Rows and engine after a mishap: where they disagree, jobs go on or end."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from scheduler.database.database import Database
from scheduler.idempotency import service as replies
from scheduler.jobs.engine import Engine, EngineState
from scheduler.jobs.models import Job, JobDocument, JobState, OutboxMessage
from scheduler.jobs.requests import OPEN, job_by_id

KEPT = timedelta(days=30)
"""How long the documents of a job are kept after its end."""

_FAILURES = {
    EngineState.GIVEN_UP: "given up: the worker died each time it was at this job",
    EngineState.DONE: "its end was not written down; ask for it again",
    EngineState.FAILED: "it failed for a reason that could not be written down",
    EngineState.CANCELLED: "it was taken out of the queue",
}


def settle(database: Database, engine: Engine, now: datetime) -> None:
    """
    Have rows and engine agree.

    A job that the engine does not know is relayed again: its books may be lost or
    older than the rows. One that the engine has ended without a word ends here, too.
    One that was cancelled while it waited leaves the queue.
    """
    with database.reading() as session:
        relayed = set(
            session.scalars(
                select(Job.id)
                .join(OutboxMessage, OutboxMessage.id == Job.id)
                .where(
                    Job.state.in_(list(OPEN)),
                    Job.kind.in_(list(engine.kinds)),
                    OutboxMessage.relayed_at.is_not(None),
                )
            )
        )
        cancelled = session.scalars(
            select(Job.id).where(
                Job.state == JobState.CANCELLED,
                Job.started_at.is_(None),
                Job.ended_at > now - KEPT,
            )
        ).all()
    states = engine.states(relayed)
    _relay_again(database, relayed - states.keys())
    for job_id, state in sorted(states.items()):
        if state in _FAILURES:
            _end(database, now, job_id, _FAILURES[state])
    for job_id, state in engine.states(cancelled).items():
        if state is EngineState.WAITING:
            engine.cancel(job_id)


def forget_old(database: Database, engine: Engine, now: datetime) -> None:
    """Keep nothing but the rows of jobs that ended long ago, and no old answers."""
    with database.reading() as session:
        has_old_replies = replies.has_old(session, now)
        old = session.scalars(
            select(Job.id)
            .join(JobDocument, JobDocument.job_id == Job.id)
            .where(Job.ended_at <= now - KEPT)
            .distinct()
        ).all()
    if has_old_replies:
        with database.writing() as session:
            replies.forget_old(session, now)
    if not old:
        return
    engine.forget(old)
    with database.writing() as session:
        session.execute(delete(JobDocument).where(JobDocument.job_id.in_(old)))


def _relay_again(database: Database, job_ids: Collection[str]) -> None:
    if not job_ids:
        return
    with database.writing() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(list(job_ids)))
            .values(relayed_at=None)
        )


def _end(database: Database, now: datetime, job_id: str, reason: str) -> None:
    with database.writing() as session:
        job = job_by_id(session, job_id, lock=True)
        if job.state in OPEN:
            job.state = JobState.FAILED
            job.failure = reason
            job.ended_at = now
