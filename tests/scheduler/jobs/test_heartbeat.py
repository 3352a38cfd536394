"""Workers say that they live, and learn that they do not."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.database.database import Database
from scheduler.jobs import heartbeat as module
from scheduler.jobs.heartbeat import Heartbeat
from scheduler.jobs.models import WorkerRow
from scheduler.jobs.workers import beat, enrol, leave, living, now_there
from tests.scheduler.jobs.waiting import wait_until


@contextmanager
def _beating(database: Database, **seconds: float) -> Iterator[Heartbeat]:
    heart = Heartbeat(database, "worker-1", beat_s=0.02, **seconds)
    heart.start()
    try:
        yield heart
    finally:
        heart.stop()


def _row(database: Database) -> WorkerRow:
    with database.reading() as session:
        return session.get_one(WorkerRow, "worker-1")


def _beaten_at(database: Database) -> datetime:
    return _row(database).beat_at


def test_a_worker_is_there_from_its_first_beat_to_its_end(database: Database) -> None:
    """
    By the clock of the database.
    """
    with database.reading() as session:
        before = now_there(session)
    with _beating(database):
        first = _beaten_at(database)
        assert before <= first <= before + timedelta(seconds=60)
        wait_until(lambda: _beaten_at(database) > first)
        with database.reading() as session:
            assert [each.id for each in living(session)] == ["worker-1"]

    assert _row(database).ended_at is not None
    with database.reading() as session:
        assert living(session) == []


def test_who_is_silent_for_too_long_is_not_alive(database: Database) -> None:
    """
    Whatever its row says.
    """
    with database.writing() as session:
        enrol(session, "worker-1")
    with database.writing() as session:
        session.get_one(WorkerRow, "worker-1").beat_at -= timedelta(seconds=30)

    with database.reading() as session:
        assert living(session) == []
        assert [each.id for each in living(session, within_s=40)] == ["worker-1"]


def test_a_worker_learns_that_it_was_declared_dead(database: Database) -> None:
    """
    And stays so: whoever is dead does not beat again.
    """
    with _beating(database) as heart:
        assert not heart.is_lost
        with database.writing() as session:
            leave(session, "worker-1")
        wait_until(lambda: heart.is_lost)

        with database.writing() as session:
            assert not beat(session, "worker-1")


def test_who_has_just_begun_declares_nobody_dead(sqlite_database: Database) -> None:
    """
    It has not listened for long enough.
    """
    with _beating(sqlite_database, dead_after_s=0.3) as heart:
        assert not heart.is_steady
        wait_until(lambda: heart.is_steady)


def test_after_a_silence_of_the_database_all_begin_anew(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    While it was away nobody could beat, so that nobody is dead for that.
    """
    is_away = False

    def may_fail(*arguments: object) -> bool:
        if is_away:
            raise OperationalError("UPDATE", {}, Exception("gone away"))
        return beat(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "beat", may_fail)
    monkeypatch.setattr(module._log, "warning", lambda *_: None)
    with _beating(sqlite_database, dead_after_s=0.5) as heart:
        wait_until(lambda: heart.is_steady)
        is_away = True
        wait_until(lambda: not heart.is_steady)
        is_away = False
        came_back_at = time.monotonic()
        wait_until(lambda: heart.is_steady)
        steady_after_s = time.monotonic() - came_back_at

    assert steady_after_s >= 0.5
    assert not heart.is_lost


def test_a_beat_that_failed_is_not_left_out(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A database that is away at every beat is met in between; it is told once.
    """
    told: list[str] = []
    tried_at: list[float] = []

    def fails_first(*arguments: object) -> bool:
        tried_at.append(time.monotonic())
        if len(tried_at) <= 2:
            raise OperationalError("UPDATE", {}, Exception("gone away"))
        return beat(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "beat", fails_first)
    monkeypatch.setattr(module._log, "warning", lambda *said: told.append(said[0]))
    heart = Heartbeat(sqlite_database, "worker-1", beat_s=2.0)
    heart.start()
    wait_until(lambda: len(tried_at) == 3)
    heart.stop()

    assert tried_at[2] - tried_at[0] < 2.0
    assert len(told) == 1
