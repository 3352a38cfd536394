from datetime import timedelta

import pytest

from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.jobs import retention
from scheduler.jobs.books import books_url
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.documents import keep, kept
from scheduler.jobs.engine import EngineState
from scheduler.jobs.models import JobState, WorkerRow
from scheduler.jobs.retention import KEPT, forget_old
from scheduler.jobs.workers import enrol, leave, now_there
from tests.scheduler.jobs.asked import NOW, ask, job_of, set_state, with_network
from tests.scheduler.jobs.waiting import wait_until


@pytest.fixture
def asked(sqlite_database: Database) -> Database:
    """A database in which a few jobs have ended, and one has not."""
    with_network(sqlite_database)
    for number in range(4):
        ask(sqlite_database, f"job-{number}")
        set_state(sqlite_database, f"job-{number}", JobState.DONE, ended_at=NOW)
    set_state(sqlite_database, "job-3", JobState.RUNNING, ended_at=None)
    return sqlite_database


@pytest.fixture
def portions(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What an engine that is not there is told to forget."""
    told: list[list[str]] = []
    monkeypatch.setattr(retention, "forget", lambda _, jobs: told.append(list(jobs)))
    return told


def test_documents_of_old_jobs_are_forgotten(
    asked: Database, portions: list[list[str]]
) -> None:
    """
    Rows tell of a job for ever, its documents for a while.
    """
    with asked.writing() as session:
        keep(session, NOW, "job-1", "problem", b"large")
    forget_old(asked, NOW + KEPT - timedelta(minutes=1))
    with asked.reading() as session:
        assert kept(session, "job-1", "problem") == b"large"

    forget_old(asked, NOW + KEPT)
    with asked.reading() as session, pytest.raises(NotFound):
        kept(session, "job-1", "problem")
    assert job_of(asked, "job-1").state is JobState.DONE


def test_what_the_engine_has_of_old_jobs_is_forgotten(asked: Database) -> None:
    """
    Of all that have ended, and of no other; a few at a time.
    """
    engine = DbosEngine(books_url(asked.url), {"count": lambda _: None}, "worker-1")
    jobs = [f"job-{number}" for number in range(4)]
    engine.start()
    try:
        for job_id in jobs:
            engine.begin("count", job_id, {})
        wait_until(lambda: set(engine.states(jobs).values()) == {EngineState.DONE})
        assert forget_old(asked, NOW + KEPT)["jobs"] == 3

        assert engine.states(jobs) == {"job-3": EngineState.DONE}
    finally:
        engine.stop()
    assert forget_old(asked, NOW + KEPT)["jobs"] == 0


def test_it_is_forgotten_in_portions(
    asked: Database, portions: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Who is told to stop leaves the rest for the next time.
    """
    monkeypatch.setattr(retention, "_AT_ONCE", 2)

    assert forget_old(asked, NOW + KEPT, lambda: len(portions) == 1)["jobs"] == 2
    assert forget_old(asked, NOW + KEPT)["jobs"] == 1
    assert portions == [["job-0", "job-1"], ["job-2"]]


def test_workers_that_ended_long_ago_are_forgotten(
    asked: Database, portions: list[list[str]]
) -> None:
    """
    Those that live are not.
    """
    with asked.writing() as session:
        enrol(session, "worker-1")
        enrol(session, "worker-2")
        leave(session, "worker-1")
        ended_at = now_there(session)
    forget_old(asked, ended_at + KEPT - timedelta(minutes=1))
    with asked.reading() as session:
        assert session.get(WorkerRow, "worker-1") is not None

    forget_old(asked, ended_at + KEPT + timedelta(minutes=1))
    with asked.reading() as session:
        assert session.get(WorkerRow, "worker-1") is None
        assert session.get(WorkerRow, "worker-2") is not None
