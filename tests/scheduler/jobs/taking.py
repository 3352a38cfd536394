"""Jobs taken by workers with room for all of them."""

from collections.abc import Collection
from datetime import timedelta

from scheduler.database.database import Database
from scheduler.jobs.claims import Places, take
from tests.scheduler.jobs.asked import NOW

KINDS = ("replan", "what-if", "count")
WIDE = Places(solves=9, chores=9)


def taken(
    database: Database,
    worker_id: str = "worker-1",
    places: Places = WIDE,
    *,
    minutes: int = 60,
    kinds: Collection[str] = KINDS,
) -> str | None:
    """The id of the next job, so many minutes after the first was asked for."""
    now = NOW + timedelta(minutes=minutes)
    job = take(database, now, worker_id, kinds, places)
    return None if job is None else job.id


def all_taken(database: Database, worker_id: str, places: Places) -> list[str]:
    """Ids of all jobs that a worker gets, in their order."""
    found = []
    while (job_id := taken(database, worker_id, places)) is not None:
        found.append(job_id)
    return found
