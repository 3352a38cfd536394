"""A worker: takes jobs of one database, and works on them."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self
from uuid import uuid4

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.jobs.books import books_url
from scheduler.jobs.claims import ONE_SOLVE, Places, bury, give_back, take
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.engine import Engine, Work
from scheduler.jobs.exclusive import file_lock
from scheduler.jobs.heartbeat import Heartbeat, WorkerLost
from scheduler.jobs.settling import settle
from scheduler.jobs.workers import BEAT_S, DEAD_AFTER_S

_log = logging.getLogger(__name__)

_TICK_S = 0.25
_LOOK_EVERY_S = 3.0
"""How often to look for dead workers, and for jobs that nobody is at."""

_PAUSE_S = 0.5
"""Until a database that is away is asked again."""

_AWAY_S = 60.0
"""How long a worker that begins waits for a database that has gone away."""


class Worker:
    """
    Works on jobs of one database while its block lasts.

    On PostgreSQL it is one of many; on SQLite it is the only one, so that all others
    are dead.

    Parameters
    ----------
    places
        How many jobs it is at, at once.
    beat_s, dead_after_s
        See ``Heartbeat``.

    Raises
    ------
    WorkerRunning
        If there is another one, on SQLite.

    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        works: Mapping[str, Work],
        places: Places = ONE_SOLVE,
        *,
        beat_s: float = BEAT_S,
        dead_after_s: float = DEAD_AFTER_S,
    ) -> None:
        self.id = uuid4().hex
        self._database = database
        self._clock = clock
        self._places = places
        self._heartbeat = Heartbeat(
            database, self.id, beat_s=beat_s, dead_after_s=dead_after_s
        )
        self._engine: Engine = DbosEngine(books_url(database.url), works, self.id)
        self._stack = ExitStack()
        self._looked_at = time.monotonic() - _LOOK_EVERY_S

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            if self._database.is_sqlite:
                stack.enter_context(file_lock(self._database.url))
            # Before the engine starts: whoever is at a job can be seen to live.
            _there_again(self._heartbeat.start)
            stack.callback(self._heartbeat.stop)
            stack.callback(self._give_back)
            _there_again(self._engine.start)
            stack.callback(self._engine.stop)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def tick(self) -> None:
        """
        Take what there is a place for, and now and then look after what is left.

        Raises
        ------
        WorkerLost
            If others have taken its jobs over.

        """
        if self._heartbeat.is_lost:
            raise WorkerLost("this worker was silent for too long: others do its jobs")
        if time.monotonic() - self._looked_at >= _LOOK_EVERY_S:
            self._looked_at = time.monotonic()
            self._look()
        while self._take():
            pass

    def run(self, is_over: Callable[[], bool]) -> None:
        """
        Tick until it is over.

        Raises
        ------
        WorkerLost
            If others have taken its jobs over.

        """
        while not is_over():
            try:
                self.tick()
                time.sleep(_TICK_S)
            except (OperationalError, InterfaceError) as error:
                _log.warning("the database is away: %s", error.orig)
                time.sleep(_PAUSE_S)

    def _take(self) -> bool:
        """Begin one more job, if there is one and a place for it."""
        job = take(
            self._database, self._clock(), self.id, self._engine.kinds, self._places
        )
        if job is None:
            return False
        self._engine.begin(
            job.kind, job.id, {"network_id": job.network_id} | job.payload
        )
        return True

    def _look(self) -> None:
        now = self._clock()
        settle(self._database, self._engine, now, self.id)
        if self._database.is_sqlite:
            silent_s = None
        elif self._heartbeat.is_steady:
            silent_s = self._heartbeat.dead_after_s
        else:
            return
        self._engine.abandon(bury(self._database, now, self.id, silent_s))

    def _give_back(self) -> None:
        with suppress(SQLAlchemyError), self._database.writing() as session:
            give_back(session, self.id)


def _there_again(start: Callable[[], None]) -> None:
    """Start something as soon as the database is there, if that is soon."""
    given_up_at = time.monotonic() + _AWAY_S
    while True:
        try:
            start()
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() >= given_up_at:
                raise
            _log.warning("the database is away: %s", error.orig)
            time.sleep(_PAUSE_S)
        else:
            return
