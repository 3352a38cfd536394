"""What becomes of the jobs of a worker that is dead."""

from datetime import timedelta

import pytest

from scheduler.database.database import Database
from scheduler.jobs.claims import GIVEN_UP, MOST_ATTEMPTS, bury
from scheduler.jobs.models import Job, JobState, WorkerRow
from scheduler.jobs.requests import list_jobs
from scheduler.jobs.workers import enrol
from tests.scheduler.jobs.asked import (
    NOW,
    ask,
    give_to,
    job_of,
    set_state,
    with_network,
)
from tests.scheduler.jobs.taking import WIDE, all_taken, taken


def _enrolled(database: Database, *worker_ids: str, silent_s: float = 0) -> None:
    """Workers of whom nothing was heard for so long."""
    with database.writing() as session:
        for worker_id in worker_ids:
            enrol(session, worker_id)
    with database.writing() as session:
        for worker_id in worker_ids:
            row = session.get_one(WorkerRow, worker_id)
            row.beat_at -= timedelta(seconds=silent_s)


def test_jobs_of_the_dead_are_taken_over(database: Database) -> None:
    """
    Of those who have been silent for too long, and of nobody else.
    """
    with_network(database)
    for name in ("dead", "living"):
        ask(database, f"job-of-{name}")
        give_to(database, f"job-of-{name}", name)
    _enrolled(database, "dead", silent_s=11)
    _enrolled(database, "living", "me", silent_s=8)

    assert bury(database, NOW, "me", 10) == ["dead"]
    assert bury(database, NOW, "me", 10) == []
    assert all_taken(database, "me", WIDE) == ["job-of-dead"]
    assert job_of(database, "job-of-living").worker_id == "living"


def test_where_one_works_alone_all_others_are_dead(sqlite_database: Database) -> None:
    """
    Who holds the lock of the file need not wait for their silence.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")
    give_to(sqlite_database, "job-1", "before")
    _enrolled(sqlite_database, "before", "me")

    assert bury(sqlite_database, NOW, "me", None) == ["before"]
    assert taken(sqlite_database, "me") == "job-1"


def test_jobs_of_nobody_known_are_taken_over(sqlite_database: Database) -> None:
    """
    A database may come from a copy that is older than its workers.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")
    give_to(sqlite_database, "job-1", "never enrolled")
    _enrolled(sqlite_database, "me")
    bury(sqlite_database, NOW, "me", 10)

    assert taken(sqlite_database, "me") == "job-1"


@pytest.mark.parametrize(
    ("attempts", "state"),
    [(MOST_ATTEMPTS - 1, JobState.RUNNING), (MOST_ATTEMPTS, JobState.FAILED)],
)
def test_a_job_that_kills_its_workers_is_given_up(
    sqlite_database: Database, attempts: int, state: JobState
) -> None:
    """
    Three deaths it survives.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")
    give_to(sqlite_database, "job-1", "dead")
    set_state(sqlite_database, "job-1", JobState.RUNNING, attempts=attempts)
    _enrolled(sqlite_database, "me")
    bury(sqlite_database, NOW, "me", 10)

    job = job_of(sqlite_database, "job-1")
    is_failed = state is JobState.FAILED
    assert job.state is state
    assert (job.failure, job.ended_at) == (
        (GIVEN_UP, NOW) if is_failed else (None, None)
    )


def test_a_row_that_the_dead_still_hold_is_looked_at_again(
    postgresql_database: Database,
) -> None:
    """
    A worker may stand still in the middle of a transaction; nobody waits for it.
    """
    database = postgresql_database
    with_network(database)
    ask(database, "job-1")
    give_to(database, "job-1", "dead")
    _enrolled(database, "dead", silent_s=11)
    _enrolled(database, "me")
    with database.writing() as session:
        session.get_one(Job, "job-1", with_for_update=True)
        assert bury(database, NOW, "me", 10) == ["dead"]
        with database.reading() as other:
            assert [job.worker_id for job in list_jobs(other)] == ["dead"]
    bury(database, NOW, "me", 10)

    assert job_of(database, "job-1").worker_id is None
