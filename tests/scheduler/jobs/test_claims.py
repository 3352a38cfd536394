"""Which worker takes which job, and what becomes of the jobs of a dead one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from scheduler.database.database import Database
from scheduler.jobs.claims import Places, give_back
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import cancel_job
from tests.scheduler.jobs.asked import (
    NOW,
    ask,
    give_to,
    job_of,
    set_state,
    with_network,
)
from tests.scheduler.jobs.taking import WIDE, all_taken, taken


def test_a_job_that_is_taken_is_its_workers(database: Database) -> None:
    """
    Its row says who has it and since when, and nobody else gets it.
    """
    with_network(database)
    ask(database, "job-1")

    assert taken(database, minutes=1) == "job-1"
    assert taken(database, "worker-2") is None
    job = job_of(database, "job-1")
    assert (job.state, job.worker_id, job.attempts) == (JobState.RUNNING, "worker-1", 1)
    assert job.started_at == NOW + timedelta(minutes=1)


def test_the_first_that_came_is_first(database: Database) -> None:
    """
    Whatever it goes by.
    """
    with_network(database)
    ask(database, "job-b", minutes=1)
    ask(database, "job-c", minutes=2)
    ask(database, "job-a", minutes=3)

    assert all_taken(database, "worker-1", WIDE) == ["job-b", "job-c", "job-a"]


def test_kinds_that_a_worker_does_not_know_wait(sqlite_database: Database) -> None:
    """
    A job for somebody else is left to them.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "job-1", kind="forecast")

    assert taken(sqlite_database) is None
    assert taken(sqlite_database, kinds=["forecast"]) == "job-1"


def test_what_is_not_due_waits(database: Database) -> None:
    """
    To the minute, and others pass it meanwhile.
    """
    with_network(database)
    ask(database, "job-1")
    ask(database, "job-2", minutes=1)
    set_state(database, "job-1", JobState.WAITING, due_at=NOW + timedelta(minutes=5))

    assert taken(database, minutes=4) == "job-2"
    assert taken(database, minutes=4) is None
    assert taken(database, minutes=5) == "job-1"


def test_what_was_cancelled_is_not_taken(database: Database) -> None:
    """
    There is nothing to do.
    """
    with_network(database)
    ask(database, "job-1")
    with database.writing() as session:
        cancel_job(session, NOW, "job-1")

    assert taken(database) is None


def test_one_replan_of_a_network_is_at_work(database: Database) -> None:
    """
    The next waits without a place of its own; what-ifs and chores pass it.
    """
    with_network(database)
    ask(database, "replan-1", kind="replan")
    ask(database, "replan-2", kind="replan", minutes=1)
    ask(database, "what-if-1", kind="what-if", minutes=2)
    ask(database, "count-1", minutes=3)

    assert all_taken(database, "worker-1", WIDE) == [
        "replan-1",
        "what-if-1",
        "count-1",
    ]
    set_state(database, "replan-1", JobState.DONE)
    assert all_taken(database, "worker-2", WIDE) == ["replan-2"]


def test_the_database_itself_refuses_a_second_replan(database: Database) -> None:
    """
    Whatever a worker believes.
    """
    with_network(database)
    for number in (1, 2):
        ask(database, f"replan-{number}", kind="replan")
    give_to(database, "replan-1")

    with pytest.raises(IntegrityError):
        give_to(database, "replan-2", "worker-2")


def test_a_worker_has_so_many_places(sqlite_database: Database) -> None:
    """
    For solves and for chores apart, so that a chore never waits behind a solve.
    """
    with_network(sqlite_database)
    for number in range(3):
        ask(sqlite_database, f"what-if-{number}", kind="what-if")
        ask(sqlite_database, f"count-{number}", minutes=1)

    places = Places(solves=1, chores=2)
    assert all_taken(sqlite_database, "worker-1", places) == [
        "what-if-0",
        "count-0",
        "count-1",
    ]
    assert all_taken(sqlite_database, "worker-2", places) == ["what-if-1", "count-2"]
    set_state(sqlite_database, "what-if-0", JobState.DONE)
    assert all_taken(sqlite_database, "worker-1", places) == ["what-if-2"]


def test_workers_that_take_at_once_take_different_jobs(database: Database) -> None:
    """
    Each job is one worker's, and of each network one replan is.
    """
    with_network(database)
    for number in range(12):
        ask(database, f"count-{number:02}", minutes=number)
        ask(database, f"replan-{number:02}", kind="replan", minutes=number)
    start = Barrier(4)

    def take_all(number: int) -> list[str]:
        start.wait()
        return all_taken(database, f"worker-{number}", Places(solves=9, chores=12))

    with ThreadPoolExecutor(4) as pool:
        taken = [job_id for found in pool.map(take_all, range(4)) for job_id in found]
    taken += all_taken(database, "worker-5", WIDE)

    assert sorted(taken) == sorted(
        [*(f"count-{number:02}" for number in range(12)), "replan-00"]
    )


def test_what_is_given_back_was_no_attempt(sqlite_database: Database) -> None:
    """
    A worker that stops leaves its jobs to the others; a replan keeps its turn.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "replan-1", kind="replan")
    ask(sqlite_database, "replan-2", kind="replan", minutes=1)
    assert taken(sqlite_database, minutes=1) == "replan-1"
    with sqlite_database.writing() as session:
        give_back(session, "worker-1")
    given_back = job_of(sqlite_database, "replan-1")

    assert (given_back.state, given_back.attempts) == (JobState.RUNNING, 0)
    assert all_taken(sqlite_database, "worker-2", WIDE) == ["replan-1"]
    again = job_of(sqlite_database, "replan-1")
    assert (again.worker_id, again.attempts) == ("worker-2", 1)
    assert again.started_at == NOW + timedelta(minutes=1)
