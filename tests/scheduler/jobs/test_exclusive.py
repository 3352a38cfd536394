import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scheduler.database.database import Database
from scheduler.jobs.exclusive import WorkerRunning, file_lock, require_no_other
from scheduler.jobs.workers import enrol, leave
from tests.scheduler.jobs.processes import is_alive, running

MODULE = "tests.scheduler.jobs.lock_holder"


@contextmanager
def _held_elsewhere(database: Database) -> Iterator[subprocess.Popen[str]]:
    """Another process holds the lock of the database, and has started a third."""
    url = database.engine.url.render_as_string(hide_password=False)
    with running(MODULE, url) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        try:
            yield process
            assert is_alive(child)
        finally:
            os.kill(child, signal.SIGKILL)


def test_there_is_one_worker(sqlite_url: str) -> None:
    """
    A second one in the same process is refused until the first has gone.
    """
    with (
        file_lock(sqlite_url),
        pytest.raises(WorkerRunning, match="another worker"),
        file_lock(sqlite_url),
    ):
        pass

    with file_lock(sqlite_url):
        pass


def test_there_is_one_worker_on_the_machine(sqlite_database: Database) -> None:
    """
    A worker that was killed holds nothing any more, nor does what it has started.
    """
    with _held_elsewhere(sqlite_database) as process:
        with (
            pytest.raises(WorkerRunning, match="another worker"),
            file_lock(sqlite_database.url),
        ):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait(30)

        with file_lock(sqlite_database.url):
            pass


def test_the_holder_is_named(sqlite_database: Database) -> None:
    """
    Whoever is refused learns which process to look at.
    """
    with (
        _held_elsewhere(sqlite_database) as process,
        pytest.raises(WorkerRunning, match=rf"\(process {process.pid}\)"),
        file_lock(sqlite_database.url),
    ):
        pass


def test_jobs_are_left_to_a_worker_that_lives(postgresql_database: Database) -> None:
    """
    Who only waits for a job does not work where somebody else does.
    """
    database = postgresql_database
    require_no_other(database)
    with database.writing() as session:
        enrol(session, "worker-1")
    with pytest.raises(WorkerRunning, match="another worker"):
        require_no_other(database)
    with database.writing() as session:
        leave(session, "worker-1")

    require_no_other(database)
