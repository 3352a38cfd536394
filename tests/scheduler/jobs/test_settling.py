from datetime import timedelta

import pytest

from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.jobs.documents import keep, kept
from scheduler.jobs.engine import EngineState
from scheduler.jobs.models import JobState
from scheduler.jobs.outbox import relay
from scheduler.jobs.settling import KEPT, forget_old, settle
from tests.scheduler.jobs.asked import (
    NOW,
    ask,
    job_of,
    message_of,
    set_state,
    with_network,
)
from tests.scheduler.jobs.memory_engine import MemoryEngine


@pytest.fixture
def asked(sqlite_database: Database) -> Database:
    """A database in which one job was asked for."""
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")
    return sqlite_database


def _relayed(database: Database) -> MemoryEngine:
    engine = MemoryEngine("count")
    relay(database, engine, NOW)
    return engine


def test_a_job_that_the_engine_has_lost_is_relayed_again(asked: Database) -> None:
    """
    The books of the engine may be gone, or older than the rows.
    """
    engine = _relayed(asked)
    engine.known.clear()
    settle(asked, engine, NOW)

    assert message_of(asked, "job-1").relayed_at is None
    assert relay(asked, engine, NOW) == 1


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (EngineState.GIVEN_UP, "given up"),
        (EngineState.DONE, "its end was not written down"),
        (EngineState.FAILED, "could not be written down"),
        (EngineState.CANCELLED, "taken out of the queue"),
    ],
)
def test_a_job_that_ended_without_a_word_ends(
    asked: Database, state: EngineState, reason: str
) -> None:
    """
    Nobody waits for a job that nobody is at, and its row says why.
    """
    engine = _relayed(asked)
    set_state(asked, "job-1", JobState.RUNNING)
    engine.known["job-1"] = state
    settle(asked, engine, NOW)

    job = job_of(asked, "job-1")
    assert (job.state, job.ended_at) == (JobState.FAILED, NOW)
    assert reason in (job.failure or "")


@pytest.mark.parametrize("state", [EngineState.WAITING, EngineState.RUNNING])
def test_what_goes_on_is_left_alone(asked: Database, state: EngineState) -> None:
    """
    A job that the engine still has is not touched.
    """
    engine = _relayed(asked)
    engine.known["job-1"] = state
    settle(asked, engine, NOW)

    assert job_of(asked, "job-1").state is JobState.WAITING
    assert message_of(asked, "job-1").relayed_at == NOW
    assert engine.known["job-1"] is state


def test_what_was_cancelled_leaves_the_queue(asked: Database) -> None:
    """
    A job that was cancelled while it waited is no work.
    """
    engine = _relayed(asked)
    set_state(asked, "job-1", JobState.CANCELLED, ended_at=NOW)
    settle(asked, engine, NOW)

    assert engine.known["job-1"] is EngineState.CANCELLED


def test_documents_of_old_jobs_are_forgotten(asked: Database) -> None:
    """
    Rows tell of a job for ever, its documents for a while.
    """
    engine = _relayed(asked)
    set_state(asked, "job-1", JobState.DONE, ended_at=NOW)
    with asked.writing() as session:
        keep(session, NOW, "job-1", "problem", b"large")
    forget_old(asked, engine, NOW + KEPT - timedelta(minutes=1))
    with asked.reading() as session:
        assert kept(session, "job-1", "problem") == b"large"

    forget_old(asked, engine, NOW + KEPT)
    with asked.reading() as session, pytest.raises(NotFound):
        kept(session, "job-1", "problem")
    assert engine.forgotten == ["job-1"]
    assert job_of(asked, "job-1").state is JobState.DONE
