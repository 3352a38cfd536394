import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from scheduler.database.database import Database
from scheduler.errors import Conflict, NotFound, WrongState
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import (
    cancel_job,
    list_jobs,
    open_jobs_of,
    request_job,
)
from tests.scheduler.jobs.asked import (
    ACTOR,
    NETWORK,
    NOW,
    ask,
    job_of,
    set_state,
    with_network,
)


def test_a_request_is_a_job_that_waits(database: Database) -> None:
    """
    Whoever asks sees it, and a worker finds what to do about it.
    """
    with_network(database)
    ask(database, "job-1", time_limit_s=2.5)

    job = job_of(database, "job-1")
    assert (job.state, job.kind, job.asked_by) == (
        JobState.WAITING,
        "count",
        ACTOR.id,
    )
    assert (job.attempts, job.worker_id, job.due_at) == (0, None, None)
    assert job.network_id == NETWORK
    assert float(job.payload["time_limit_s"]) == 2.5


def test_a_job_may_be_of_the_whole_database(database: Database) -> None:
    """
    A backup is of no network; the id of one is not another's.
    """
    with database.writing() as session:
        request_job(
            session,
            NOW,
            ACTOR,
            kind="backup",
            network_id=None,
            payload={},
            job_id="job-1",
        )
    with_network(database)

    assert job_of(database, "job-1").network_id is None
    with pytest.raises(Conflict, match="job-1 is another one: backup of the database"):
        ask(database, "job-1", kind="backup")


def test_the_same_id_twice_is_one_job(database: Database) -> None:
    """
    A request that is repeated, because its answer was lost, asks for nothing more.
    """
    with_network(database)
    ask(database, "job-1", number=1)
    ask(database, "job-1", number=2)

    with database.reading() as session:
        assert [job.id for job in list_jobs(session)] == ["job-1"]
    assert job_of(database, "job-1").payload == {"number": 1}


def test_an_id_of_another_job_is_refused(database: Database) -> None:
    """
    An id stands for one thing that is asked for.
    """
    with_network(database)
    ask(database, "job-1", kind="count")

    with pytest.raises(Conflict, match="job-1 is another one: count of small"):
        ask(database, "job-1", kind="replan")


def test_a_request_goes_with_its_transaction(database: Database) -> None:
    """
    What is rolled back has asked for nothing.
    """
    with_network(database)

    def ask_and_fail() -> None:
        with database.writing() as session:
            request_job(
                session,
                NOW,
                ACTOR,
                kind="count",
                network_id=NETWORK,
                payload={},
                job_id="job-1",
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    with pytest.raises(NotFound, match="no job job-1"):
        job_of(database, "job-1")


def test_a_job_that_waits_is_cancelled_at_once(database: Database) -> None:
    """
    Nobody is at it, so that nobody has to be asked.
    """
    with_network(database)
    ask(database, "job-1")

    with database.writing() as session:
        cancel_job(session, NOW, "job-1")
    job = job_of(database, "job-1")
    assert (job.state, job.ended_at) == (JobState.CANCELLED, NOW)


def test_a_job_that_runs_is_asked_to_stop(database: Database) -> None:
    """
    Its worker may still keep the best it has found.
    """
    with_network(database)
    ask(database, "job-1")
    set_state(database, "job-1", JobState.RUNNING)

    with database.writing() as session:
        cancel_job(session, NOW, "job-1")
    job = job_of(database, "job-1")
    assert (job.state, job.cancel_asked_at) == (JobState.RUNNING, NOW)


@pytest.mark.parametrize(
    "state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED], ids=str
)
def test_what_has_ended_cannot_be_cancelled(
    sqlite_database: Database, state: JobState
) -> None:
    """
    A job ends once.
    """
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")
    set_state(sqlite_database, "job-1", state)

    with (
        pytest.raises(WrongState, match=f"job job-1 is {state}"),
        sqlite_database.writing() as session,
    ):
        cancel_job(session, NOW, "job-1")


def test_the_newest_jobs_come_first(sqlite_database: Database) -> None:
    """
    A list of jobs begins with what was asked for last, of one network or of all.
    """
    with_network(sqlite_database)
    for minutes in range(3):
        ask(sqlite_database, f"job-{minutes}", minutes=minutes)

    with sqlite_database.reading() as session:
        newest = [job.id for job in list_jobs(session, limit=2)]
        assert newest == ["job-2", "job-1"]
        assert len(list_jobs(session, NETWORK)) == 3
        assert list_jobs(session, "another") == []


def test_of_open_jobs_the_first_comes_first(database: Database) -> None:
    """
    What has ended, is of another kind or of another network is not among them.
    """
    for network_id in (NETWORK, "another"):
        with_network(database, network_id)
    for minutes, state in enumerate(JobState):
        ask(database, f"job-{state.value}", minutes=-minutes)
        set_state(database, f"job-{state.value}", state)
    ask(database, "job-recounted", kind="recount")
    ask(database, "job-elsewhere", network_id="another")

    with database.reading() as session:
        found = [job.id for job in open_jobs_of(session, NETWORK, "count")]
    assert found == ["job-running", "job-waiting"]


def test_a_job_of_no_network_is_not_found(database: Database) -> None:
    """
    There is nothing to be done about what is not there.
    """
    with pytest.raises(NotFound, match="no network small"):
        ask(database, "job-1")


def test_asked_for_by_many_at_once_it_is_one_job(database: Database) -> None:
    """
    Requests that are repeated while the first is on its way are the same request.
    """
    with_network(database)
    start = threading.Barrier(8)

    def ask_with_others(number: int) -> None:
        start.wait()
        ask(database, "job-1", number=number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask_with_others, range(8)))

    with database.reading() as session:
        assert [job.id for job in list_jobs(session)] == ["job-1"]
    assert job_of(database, "job-1").state is JobState.WAITING
