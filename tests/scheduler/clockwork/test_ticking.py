"""Looks at the clock: by one, by several at once, and when something fails."""

import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.clockwork.models import Schedule
from scheduler.clockwork.periodic import Turn
from scheduler.clockwork.schedules import scheduled
from scheduler.clockwork.ticking import tick
from scheduler.database.database import Database
from scheduler.jobs.models import Job
from tests.scheduler.clockwork.hours import (
    MINUTE,
    by_name,
    counting,
    job_ids,
    rows,
    slot_text,
)
from tests.scheduler.jobs.asked import NETWORK, with_network

START = datetime(2026, 3, 20, 11, 0, 30, tzinfo=UTC)
SLOT = datetime(2026, 3, 20, 11, 1, tzinfo=UTC)
COUNT = by_name(counting())


def test_a_slot_is_taken_once(database: Database) -> None:
    """
    The first look makes the schedule; from then on each slot asks for one job, which
    goes by it.
    """
    seconds = (0, 5, 31, 35, 60, 95)
    asked = [tick(database, COUNT, START + timedelta(seconds=each)) for each in seconds]
    job_id = f"count:database:{slot_text(SLOT)}"
    next_id = f"count:database:{slot_text(SLOT + MINUTE)}"

    assert asked == [[], [], [job_id], [], [], [next_id]]
    assert job_ids(database) == [job_id, next_id]
    with database.reading() as session:
        assert session.get_one(Job, job_id).asked_by == "schedule:count"


def test_eight_who_look_at_once_ask_once(database: Database) -> None:
    """
    Of replicas that look in the same moment, one takes the slot.
    """
    tick(database, COUNT, START)
    barrier = threading.Barrier(8)
    asked: list[list[str]] = []

    def look() -> None:
        barrier.wait()
        asked.extend(tick(database, COUNT, SLOT + n * MINUTE) for n in range(5))

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [job_id for each in asked for job_id in each]

    assert sorted(taken) == list(job_ids(database))
    assert len(taken) == len(set(taken))
    assert rows(database)["count:database"].last_slot_at == SLOT + 4 * MINUTE


def test_each_network_has_schedules_of_its_own(sqlite_database: Database) -> None:
    """
    What is of the database is done once, and has no network.
    """
    with_network(sqlite_database)
    both = by_name(counting(), counting("look", of_network=True))
    tick(sqlite_database, both, START)
    asked = tick(sqlite_database, both, SLOT)
    with sqlite_database.reading() as session:
        networks = {each: session.get_one(Job, each).network_id for each in asked}

    assert networks == {
        f"count:database:{slot_text(SLOT)}": None,
        f"look:{NETWORK}:{slot_text(SLOT)}": NETWORK,
    }


def test_nothing_is_asked_for_while_paused(sqlite_database: Database) -> None:
    """
    Until somebody resumes it.
    """
    tick(sqlite_database, COUNT, START)
    with sqlite_database.writing() as session:
        session.get_one(Schedule, "count:database").is_paused = True

    assert tick(sqlite_database, COUNT, SLOT) == []


def test_a_slot_and_its_job_are_one(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """
    Who cannot ask has not taken the slot, and the others are asked for all the same.
    """
    is_broken = True

    def ask(turn: Turn) -> str:
        asked = counting().ask(turn)
        if is_broken:
            raise RuntimeError("no")
        return asked

    both = by_name(replace(counting("a-broken"), ask=ask), counting())
    tick(database, both, START)
    with caplog.at_level(logging.ERROR):
        first = tick(database, both, SLOT)
    is_broken = False
    second = tick(database, both, SLOT + timedelta(seconds=5))

    assert first == [f"count:database:{slot_text(SLOT)}"]
    assert second == [f"a-broken:database:{slot_text(SLOT)}"]
    assert [each.getMessage() for each in caplog.records] == [
        "schedule a-broken:database could not be looked at"
    ]


def test_a_clock_that_is_put_back_asks_for_nothing_again(
    sqlite_database: Database,
) -> None:
    """
    An hour's slots are not taken twice; the next one is.
    """
    tick(sqlite_database, COUNT, START)
    first = tick(sqlite_database, COUNT, SLOT)
    back = [
        tick(sqlite_database, COUNT, SLOT - timedelta(hours=1) + n * MINUTE)
        for n in range(61)
    ]

    assert len(first) == 1
    assert back == [[]] * 61
    assert len(tick(sqlite_database, COUNT, SLOT + MINUTE)) == 1


def test_why_a_slot_needs_no_job_is_written_down(sqlite_database: Database) -> None:
    """
    The slot is taken, and there is no empty job.
    """
    idle = by_name(replace(counting(), unneeded=lambda _: "nothing to do"))
    tick(sqlite_database, idle, START)
    asked = tick(sqlite_database, idle, SLOT)
    row = rows(sqlite_database)["count:database"]

    assert asked == []
    assert job_ids(sqlite_database) == []
    assert (row.last_slot_at, row.note) == (SLOT, "nothing to do")


def test_the_longest_id_of_a_network_gives_an_id_of_a_job(
    sqlite_database: Database,
) -> None:
    """
    One that every database keeps, and that is another for another network.
    """
    with_network(sqlite_database)
    periodic = counting("look", of_network=True)
    with sqlite_database.reading() as session:
        [known] = scheduled(session, by_name(periodic))
    ids = {
        replace(known, network_id=letter * 120).job_id(SLOT) for letter in ("a", "b")
    }

    assert len(ids) == 2
    assert max(map(len, ids)) <= 120
