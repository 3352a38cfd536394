"""
What is kept of what is long over.

Of jobs their rows, and nothing else; of answers and notices nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from scheduler.database.database import Database
from scheduler.idempotency import service as replies
from scheduler.jobs.books import books_url
from scheduler.jobs.dbos_engine import forget
from scheduler.jobs.models import Job, JobDocument, WorkerRow
from scheduler.notices import retention as notices

KEPT = timedelta(days=30)
"""How long documents and steps of a job are kept after its end."""

_AT_ONCE = 200


def forget_old(
    database: Database, now: datetime, is_over: Callable[[], bool] = lambda: False
) -> dict[str, int]:
    """
    Drop what nobody needs any more, some at a time; how much it was.

    Parameters
    ----------
    is_over
        Asked between portions; after a yes the rest is left for the next time.
    """
    with database.reading() as session:
        has_old_replies = replies.has_old(session, now)
    forgotten = {"jobs": 0, "replies": 0, "notices": 0}
    if has_old_replies:
        with database.writing() as session:
            forgotten["replies"] = replies.forget_old(session, now)
    while not is_over() and (old := _portion(database, now)):
        # First those of the engine: whoever dies in between does it again.
        forget(books_url(database.url), old)
        _drop(database, now, old)
        forgotten["jobs"] += len(old)
    while not is_over() and _has_old_notices(database, now):
        with database.writing() as session:
            forgotten["notices"] += notices.forget_old(session, now)
    _drop_workers(database, now)
    return forgotten


def _portion(database: Database, now: datetime) -> Sequence[str]:
    with database.reading() as session:
        return session.scalars(
            select(Job.id)
            .where(Job.ended_at <= now - KEPT, Job.forgotten_at.is_(None))
            .order_by(Job.ended_at, Job.id)
            .limit(_AT_ONCE)
        ).all()


def _drop(database: Database, now: datetime, job_ids: Sequence[str]) -> None:
    with database.writing() as session:
        session.execute(delete(JobDocument).where(JobDocument.job_id.in_(job_ids)))
        session.execute(update(Job).where(Job.id.in_(job_ids)).values(forgotten_at=now))


def _has_old_notices(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return notices.has_old(session, now)


def _drop_workers(database: Database, now: datetime) -> None:
    """Those that ended as long ago."""
    with database.writing() as session:
        session.execute(delete(WorkerRow).where(WorkerRow.ended_at <= now - KEPT))
