"""Which workers there are, and what they are at."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.jobs.models import Job, JobState, WorkerRow
from scheduler.jobs.workers import now_there


@dataclass(frozen=True)
class AtWork:
    """
    A worker that has not ended, as far as is known.

    Parameters
    ----------
    silent_s
        How long nothing was heard of it [s].
    jobs
        What it is at, the first that was asked for first.
    """

    worker: WorkerRow
    silent_s: float
    jobs: tuple[Job, ...]


def workers_at_work(session: Session) -> list[AtWork]:
    """All workers that have not ended, the oldest first."""
    now = now_there(session)
    taken: dict[str | None, list[Job]] = defaultdict(list)
    running = select(Job).where(Job.state == JobState.RUNNING)
    for job in session.scalars(running.order_by(Job.asked_at, Job.id)):
        taken[job.worker_id].append(job)
    workers = session.scalars(
        select(WorkerRow)
        .where(WorkerRow.ended_at.is_(None))
        .order_by(WorkerRow.started_at, WorkerRow.id)
    )
    return [
        AtWork(
            worker=each,
            silent_s=max(0.0, (now - each.beat_at).total_seconds()),
            jobs=tuple(taken[each.id]),
        )
        for each in workers
    ]
