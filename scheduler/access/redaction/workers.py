"""What somebody may learn of workers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.access.principals import Principal
from scheduler.access.roles import ScopeKind
from scheduler.jobs.at_work import AtWork, workers_at_work
from scheduler.jobs.models import Job


@dataclass(frozen=True)
class WorkSeen:
    """A job that a worker is at."""

    job_id: str
    kind: str
    network_id: str | None


@dataclass(frozen=True)
class WorkerSeen:
    """
    A worker that has not ended, as far as is known; times are UTC.

    Parameters
    ----------
    silent_s
        How long nothing was heard of it [s].
    jobs
        Those of networks that are theirs; those of the whole database are told to whom
        no network is named.
    """

    worker_id: str
    host: str
    process: int
    started_at: datetime
    beat_at: datetime
    silent_s: float
    jobs: tuple[WorkSeen, ...]


def workers_seen(session: Session, principal: Principal) -> list[WorkerSeen]:
    """All workers that have not ended, the oldest first."""
    return [_worker(principal, each) for each in workers_at_work(session)]


def _worker(principal: Principal, found: AtWork) -> WorkerSeen:
    worker = found.worker
    return WorkerSeen(
        worker_id=worker.id,
        host=worker.host,
        process=worker.process,
        started_at=worker.started_at,
        beat_at=worker.beat_at,
        silent_s=found.silent_s,
        jobs=tuple(_theirs(principal, found.jobs)),
    )


def _theirs(principal: Principal, jobs: Iterable[Job]) -> Iterable[WorkSeen]:
    sees_all = ScopeKind.NETWORK not in principal.scope
    for job in jobs:
        named = job.network_id
        if sees_all or (
            named is not None and principal.may_see(ScopeKind.NETWORK, named)
        ):
            yield WorkSeen(job.id, job.kind, named)
