import pytest

from scheduler.database.database import Database
from scheduler.jobs.engine import EngineState
from scheduler.jobs.models import JobState
from scheduler.jobs.settling import settle
from tests.scheduler.jobs.asked import NOW, ask, give_to, job_of, with_network
from tests.scheduler.jobs.memory_engine import MemoryEngine
from tests.scheduler.jobs.memory_run import WORKER


@pytest.fixture
def taken(sqlite_database: Database) -> Database:
    """A database in which a worker is at one job."""
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")
    give_to(sqlite_database, "job-1")
    return sqlite_database


def _settled(database: Database, engine: MemoryEngine) -> None:
    settle(database, engine, NOW, WORKER)


@pytest.mark.parametrize("known", [{}, {"job-1": EngineState.GOING}], ids=str)
def test_a_job_that_nobody_is_at_is_given_back(
    taken: Database, known: dict[str, EngineState]
) -> None:
    """
    It was taken, and its engine could not be told; or that one has lost its books.
    """
    engine = MemoryEngine("count")
    engine.known = known
    _settled(taken, engine)

    job = job_of(taken, "job-1")
    assert (job.state, job.worker_id, job.attempts) == (JobState.RUNNING, None, -1)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (EngineState.DONE, "its end was not written down"),
        (EngineState.FAILED, "could not be written down"),
        (EngineState.CANCELLED, "taken out of the queue"),
    ],
)
def test_a_job_that_ended_without_a_word_ends(
    taken: Database, state: EngineState, reason: str
) -> None:
    """
    Nobody waits for a job that nobody is at, and its row says why.
    """
    engine = MemoryEngine("count")
    engine.known["job-1"] = state
    _settled(taken, engine)

    job = job_of(taken, "job-1")
    assert (job.state, job.ended_at) == (JobState.FAILED, NOW)
    assert reason in (job.failure or "")


def test_what_goes_on_is_left_alone(taken: Database) -> None:
    """
    A job that the engine is at is not touched.
    """
    engine = MemoryEngine("count")
    engine.begin("count", "job-1", {})
    _settled(taken, engine)

    job = job_of(taken, "job-1")
    assert (job.state, job.worker_id) == (JobState.RUNNING, WORKER)


def test_jobs_of_others_are_left_alone(taken: Database) -> None:
    """
    Each worker knows of its own.
    """
    give_to(taken, "job-1", "worker-2")
    _settled(taken, MemoryEngine("count"))

    job = job_of(taken, "job-1")
    assert (job.state, job.worker_id) == (JobState.RUNNING, "worker-2")
