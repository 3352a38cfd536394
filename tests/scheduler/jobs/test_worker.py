"""What a worker does besides its jobs: it lives, and looks after others."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from scheduler.database.database import Database
from scheduler.jobs import worker as module
from scheduler.jobs.heartbeat import WorkerLost
from scheduler.jobs.models import JobState, WorkerRow
from scheduler.jobs.worker import Worker
from scheduler.jobs.workers import leave
from tests.scheduler.jobs.asked import (
    NETWORK,
    ask,
    clock,
    give_to,
    job_of,
    with_network,
)
from tests.scheduler.jobs.memory_engine import MemoryEngine


class _Engine(MemoryEngine):
    """An engine that notes who was alive when it started."""

    def __init__(self, database: Database) -> None:
        super().__init__("count")
        self._database = database
        self.alive: list[str] = []

    def start(self) -> None:
        """Look at the workers."""
        with self._database.reading() as session:
            query = select(WorkerRow.id).where(WorkerRow.ended_at.is_(None))
            self.alive = list(session.scalars(query))


@pytest.fixture
def engine(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> _Engine:
    """The engine that a worker gets."""
    engine = _Engine(with_network(sqlite_database))
    monkeypatch.setattr(module, "DbosEngine", lambda *_: engine)
    return engine


def test_it_is_seen_to_live_before_it_begins(
    sqlite_database: Database, engine: _Engine
) -> None:
    """
    Else another could take over what it has just begun.
    """
    with Worker(sqlite_database, clock, {}) as worker:
        pass

    assert engine.alive == [worker.id]


class _Away(_Engine):
    """An engine whose database is away for its first starts."""

    def __init__(self, database: Database, times: float) -> None:
        super().__init__(database)
        self.times = times

    def start(self) -> None:
        """Fail, or look at the workers."""
        self.times -= 1
        if self.times >= 0:
            raise OperationalError("select 1", {}, Exception("shutting down"))
        super().start()


def test_it_waits_for_a_database_that_goes_away_as_it_begins(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A server that is started again is no reason to end.
    """
    engine = _Away(with_network(sqlite_database), times=2)
    monkeypatch.setattr(module, "DbosEngine", lambda *_: engine)
    monkeypatch.setattr(module, "_PAUSE_S", 0.01)

    with Worker(sqlite_database, clock, {}) as worker:
        pass

    assert engine.alive == [worker.id]


def test_it_gives_a_database_up_that_stays_away(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Its service manager sees it end, and it is not alive any more.
    """
    engine = _Away(with_network(sqlite_database), times=float("inf"))
    monkeypatch.setattr(module, "DbosEngine", lambda *_: engine)
    monkeypatch.setattr(module, "_PAUSE_S", 0.01)
    monkeypatch.setattr(module, "_AWAY_S", 0.05)

    with pytest.raises(OperationalError), Worker(sqlite_database, clock, {}):
        pass

    with sqlite_database.reading() as session:
        ended = list(session.scalars(select(WorkerRow.ended_at)))
    assert ended
    assert None not in ended


def test_every_start_is_another_worker(
    sqlite_database: Database, engine: _Engine
) -> None:
    """
    Also in the same process, on the same machine.
    """
    first = Worker(sqlite_database, clock, {})
    second = Worker(sqlite_database, clock, {})

    assert first.id != second.id


def test_it_begins_what_it_takes(sqlite_database: Database, engine: _Engine) -> None:
    """
    With what was asked for, and of which network.
    """
    ask(sqlite_database, "job-1", number=7)
    with Worker(sqlite_database, clock, {}) as worker:
        worker.tick()
        taken = job_of(sqlite_database, "job-1")

    begun: list[tuple[str, str, Mapping[str, Any]]] = [
        ("count", "job-1", {"network_id": NETWORK, "number": 7})
    ]
    assert engine.begun == begun
    assert (taken.state, taken.worker_id) == (JobState.RUNNING, worker.id)
    left = job_of(sqlite_database, "job-1")
    assert (left.state, left.worker_id, left.attempts) == (JobState.RUNNING, None, 0)


def test_it_goes_on_with_what_the_dead_left(
    sqlite_database: Database, engine: _Engine
) -> None:
    """
    Where it works alone, at once.
    """
    ask(sqlite_database, "job-1")
    give_to(sqlite_database, "job-1", "dead")
    with Worker(sqlite_database, clock, {}) as worker:
        worker.tick()

    assert [job_id for _, job_id, _ in engine.begun] == ["job-1"]


def test_it_ends_when_it_was_declared_dead(
    sqlite_database: Database, engine: _Engine
) -> None:
    """
    Others do its jobs; who looks after it starts it anew.
    """

    def run() -> None:
        with Worker(sqlite_database, clock, {}, beat_s=0.02) as worker:
            with sqlite_database.writing() as session:
                leave(session, worker.id)
            worker.run(lambda: False)

    with pytest.raises(WorkerLost, match="others do its jobs"):
        run()


def test_a_database_that_is_away_is_waited_for(
    sqlite_database: Database, engine: _Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A worker outlives the restart of a server.
    """
    ticks: list[int] = []

    def fail_first(worker: Worker) -> None:
        ticks.append(len(ticks))
        if len(ticks) == 1:
            raise OperationalError("SELECT 1", {}, Exception("gone away"))

    monkeypatch.setattr(Worker, "tick", fail_first)
    monkeypatch.setattr(module, "_PAUSE_S", 0)
    monkeypatch.setattr(module._log, "warning", lambda *_: None)
    with Worker(sqlite_database, clock, {}) as worker:
        worker.run(lambda: len(ticks) == 3)

    assert ticks == [0, 1, 2]
