"""
One worker per SQLite file: what says so goes with its process, however it ends.

So whoever else is said to work on it is dead.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.database.database import Database
from scheduler.errors import NotReady
from scheduler.jobs.books import lock_path
from scheduler.jobs.workers import living


class WorkerRunning(NotReady):
    """Another worker works on this database; it takes what is asked for here, too."""

    code = "worker_running"


@contextmanager
def file_lock(url: str) -> Iterator[None]:
    """
    Be the worker of a SQLite database while the block lasts.

    The operating system unlocks the file when the process ends.

    Raises
    ------
    WorkerRunning
        If there is one already.

    """
    path = lock_path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(file, 20).decode(errors="replace").strip()
            raise WorkerRunning(
                f"another worker (process {holder or 'unknown'}) works on this "
                f"database: it holds {path}"
            ) from None
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        yield
    finally:
        # The file stays: a lock on a file that is gone would exclude nobody.
        os.close(file)


def require_no_other(database: Database) -> None:
    """
    Leave jobs to workers that are there; on SQLite the lock says whether one is.

    Raises
    ------
    WorkerRunning
        If one lives.

    """
    if database.is_sqlite:
        return
    with database.reading() as session:
        if living(session):
            raise WorkerRunning("another worker works on this database")
