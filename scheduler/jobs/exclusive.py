"""
One worker per database: what says so goes with the worker's process, however it ends.

So the jobs that are marked as running when a worker starts are jobs of a dead one.
"""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.database.database import Database
from scheduler.errors import NotReady
from scheduler.jobs.books import lock_path

_LOCK_KEY = 0x7472_6163_6572_706C
"""Of the advisory lock: "tracerpl" in letters."""

_NOTICING = 2.0
"""Seconds a server is given to notice that the last worker's connection is gone."""

_BETWEEN_LOOKS = 0.05


class WorkerRunning(NotReady):
    """Another worker works on this database; it takes what is asked for here, too."""

    code = "worker_running"


class WorkerLock(Protocol):
    """Held by one process at a time."""

    def is_held(self) -> bool:
        """Whether it is ours still."""

    def release(self) -> None:
        """Let another worker have it."""


def worker_lock(database: Database) -> WorkerLock:
    """
    Become the worker of a database.

    Raises
    ------
    WorkerRunning
        If there is one already.

    """
    if database.is_sqlite:
        return _FileLock(lock_path(database.url))
    return _AdvisoryLock(database)


class _FileLock:
    """A locked file; the operating system unlocks it when the process ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._file, 20).decode(errors="replace").strip()
            os.close(self._file)
            raise WorkerRunning(
                f"another worker (process {holder or 'unknown'}) works on this "
                f"database: it holds {path}"
            ) from None
        os.ftruncate(self._file, 0)
        os.write(self._file, str(os.getpid()).encode())

    def is_held(self) -> bool:
        return True

    def release(self) -> None:
        # The file stays: a lock on a file that is gone would exclude nobody.
        fcntl.flock(self._file, fcntl.LOCK_UN)
        os.close(self._file)


class _AdvisoryLock:
    """A lock of a PostgreSQL session, which the server ends with its connection."""

    def __init__(self, database: Database) -> None:
        self._connection: Connection = database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        )
        last_look = time.monotonic() + _NOTICING
        while not self._takes():
            if time.monotonic() > last_look:
                self._connection.close()
                raise WorkerRunning("another worker works on this database")
            time.sleep(_BETWEEN_LOOKS)

    def is_held(self) -> bool:
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return not self._connection.invalidated

    def release(self) -> None:
        with suppress(SQLAlchemyError):
            # At once: a closed connection gives its locks back a moment later.
            self._connection.execute(
                text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK_KEY}
            )
            # Were that to fail, a pooled connection would keep the lock.
            self._connection.invalidate()
        self._connection.close()

    def _takes(self) -> bool:
        return bool(
            self._connection.scalar(
                text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK_KEY}
            )
        )
