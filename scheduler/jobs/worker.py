"""The worker of a database: relays what is asked for, and works on it."""

import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.jobs.books import books_url
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.engine import Engine, Work
from scheduler.jobs.exclusive import WorkerLock, WorkerRunning, worker_lock
from scheduler.jobs.outbox import relay
from scheduler.jobs.settling import forget_old, settle

_TICK_S = 0.25
_SETTLE_EVERY_S = 15.0


class Worker:
    """
    Works on the jobs of one database while its block lasts; the only one there.

    Raises
    ------
    WorkerRunning
        If there is another one.

    """

    def __init__(
        self, database: Database, clock: Clock, works: Mapping[str, Work]
    ) -> None:
        self._database = database
        self._clock = clock
        self._lock: WorkerLock | None = None
        self._engine: Engine = DbosEngine(books_url(database.url), works)
        self._settled_at = time.monotonic() - _SETTLE_EVERY_S

    def __enter__(self) -> Self:
        self._lock = worker_lock(self._database)
        try:
            self._engine.start()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        lock = self._lock
        try:
            self._engine.stop(is_alone=lock is not None and lock.is_held())
        finally:
            if lock is not None:
                lock.release()

    def tick(self) -> None:
        """
        Relay what waits, and now and then settle what disagrees.

        Raises
        ------
        WorkerRunning
            If the lock was lost with its connection, and another may have it.

        """
        now = self._clock()
        relay(self._database, self._engine, now)
        if time.monotonic() - self._settled_at < _SETTLE_EVERY_S:
            return
        self._settled_at = time.monotonic()
        if self._lock is None or not self._lock.is_held():
            raise WorkerRunning("the lock of the worker was lost with its connection")
        settle(self._database, self._engine, now)
        forget_old(self._database, self._engine, now)

    def run(self, is_over: Callable[[], bool]) -> None:
        """Tick until it is over."""
        while not is_over():
            self.tick()
            time.sleep(_TICK_S)
