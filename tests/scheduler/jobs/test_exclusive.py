import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scheduler.database.database import Database
from scheduler.jobs.exclusive import WorkerRunning, worker_lock
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


def test_there_is_one_worker(database: Database) -> None:
    """
    A second one in the same process is refused until the first has gone.
    """
    first = worker_lock(database)
    assert first.is_held()

    with pytest.raises(WorkerRunning, match="another worker"):
        worker_lock(database)
    first.release()
    worker_lock(database).release()


def test_there_is_one_worker_on_the_machine(database: Database) -> None:
    """
    A worker that was killed holds nothing any more, nor does what it has started.
    """
    with _held_elsewhere(database) as process:
        with pytest.raises(WorkerRunning, match="another worker"):
            worker_lock(database)
        process.send_signal(signal.SIGKILL)
        process.wait(30)

        worker_lock(database).release()


def test_the_holder_is_named(sqlite_database: Database) -> None:
    """
    Whoever is refused learns which process to look at.
    """
    with (
        _held_elsewhere(sqlite_database) as process,
        pytest.raises(WorkerRunning, match=rf"\(process {process.pid}\)"),
    ):
        worker_lock(sqlite_database)


def test_a_lost_connection_is_a_lost_lock(postgresql_database: Database) -> None:
    """
    A server that has ended the session may have given the lock to another.
    """
    lock = worker_lock(postgresql_database)
    with postgresql_database.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        )

    assert not lock.is_held()
    lock.release()
