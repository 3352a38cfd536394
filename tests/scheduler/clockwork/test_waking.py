"""Waking up: in this process, and in several replicas with several workers."""

import logging
import subprocess
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from scheduler.clock import system_clock
from scheduler.clockwork.waking import waking
from scheduler.database.database import Database
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import OPEN
from tests.properties.counts import share
from tests.scheduler.clockwork.hours import EVERY_SECOND_TWICE, job_ids
from tests.scheduler.jobs.asked import NETWORK, with_network
from tests.scheduler.jobs.processes import running
from tests.scheduler.jobs.waiting import wait_until

REPLICA = "tests.scheduler.clockwork.replica"
WORKER = "tests.scheduler.clockwork.slot_worker"


def test_who_wakes_asks_for_what_is_due(sqlite_database: Database) -> None:
    """
    Within a look of its slot; afterwards nobody wakes any more.
    """
    with waking(sqlite_database, system_clock, EVERY_SECOND_TWICE, every_s=0.1):
        wait_until(lambda: len(job_ids(sqlite_database)) >= 2)
    asked = job_ids(sqlite_database)
    time.sleep(1.2)

    assert job_ids(sqlite_database) == asked
    assert not [
        each for each in threading.enumerate() if each.name.startswith("APScheduler")
    ]


def test_a_look_that_fails_is_logged_and_the_next_tries_again(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """
    A clock that is out of order for a moment keeps nothing from being due afterwards.
    """
    failures = iter([True, True])

    def clock() -> datetime:
        if next(failures, False):
            raise OSError("no clock")
        return system_clock()

    with (
        caplog.at_level(logging.ERROR),
        waking(sqlite_database, clock, EVERY_SECOND_TWICE, every_s=0.1),
    ):
        wait_until(lambda: bool(job_ids(sqlite_database)))

    assert [each.name for each in caplog.records] == ["scheduler.clockwork.waking"] * 2


def _end(worker: subprocess.Popen[str]) -> list[str]:
    """Stop a worker; the jobs that it did."""
    worker.terminate()
    out, err = worker.communicate(timeout=90)
    assert "Traceback" not in err
    return out.split()


@pytest.mark.verify
def test_three_replicas_and_two_workers_do_each_slot_once(
    postgresql_database: Database,
) -> None:
    """
    For a minute all three look five times a second; every slot is one job, and is done
    once by one of the workers.
    """
    database = with_network(postgresql_database)
    url = database.engine.url.render_as_string(hide_password=False)
    seconds = share(60)
    with ExitStack() as stack:
        workers = [stack.enter_context(running(WORKER, url)) for _ in range(2)]
        replicas = [
            stack.enter_context(running(REPLICA, url, str(seconds))) for _ in range(3)
        ]
        for replica in replicas:
            _, err = replica.communicate(timeout=seconds + 90)
            assert replica.returncode == 0, err
        wait_until(lambda: not _are_open(database))
        done = [job_id for worker in workers for job_id in _end(worker)]
    with database.reading() as session:
        jobs = session.scalars(select(Job)).all()

    assert Counter(done) == Counter(each.id for each in jobs)
    assert {each.state for each in jobs} == {JobState.DONE}
    assert {each.attempts for each in jobs} == {1}
    for name in (f"look:{NETWORK}:", "count:database:"):
        slots = sorted(
            datetime.fromisoformat(each.id.removeprefix(name)).astimezone(UTC)
            for each in jobs
            if each.id.startswith(name)
        )
        assert len(slots) >= seconds - 1
        assert {later - earlier for earlier, later in pairwise(slots)} == {
            timedelta(seconds=1)
        }


def _are_open(database: Database) -> bool:
    with database.reading() as session:
        waiting = select(Job.id).where(Job.state.in_(list(OPEN)))
        return session.scalar(waiting.limit(1)) is not None
