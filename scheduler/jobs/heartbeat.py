"""The heart of a worker: a thread that says that it lives, and learns if it is dead."""

import logging
import threading
import time
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from scheduler.database.database import Database
from scheduler.errors import NotReady
from scheduler.jobs.workers import BEAT_S, DEAD_AFTER_S, beat, enrol, leave

_log = logging.getLogger(__name__)


class WorkerLost(NotReady):
    """A worker was silent for so long that others have taken its jobs over."""

    code = "worker_lost"


class Heartbeat:
    """
    Beats from ``start`` to ``stop``.

    A beat that fails is tried again much sooner: a database that comes and goes at the
    pace of the beats would never be met.

    Parameters
    ----------
    beat_s
        How often [s].
    dead_after_s
        After which silence others take the worker for dead [s].
    """

    def __init__(
        self,
        database: Database,
        worker_id: str,
        *,
        beat_s: float = BEAT_S,
        dead_after_s: float = DEAD_AFTER_S,
    ) -> None:
        self.dead_after_s = dead_after_s
        self._database = database
        self._worker_id = worker_id
        self._beat_s = beat_s
        self._again_s = beat_s / 8
        self._is_over = threading.Event()
        self._is_lost = False
        self._steady_since = self._last_at = time.monotonic()
        self._thread = threading.Thread(
            target=self._go_on, name="heartbeat", daemon=True
        )

    @property
    def is_lost(self) -> bool:
        """Whether the worker has been declared dead."""
        return self._is_lost

    @property
    def is_steady(self) -> bool:
        """
        Whether it has beaten for so long that silent ones would have been heard.

        When the database has been away nobody could beat: no reason to be dead.
        """
        now = time.monotonic()
        return (
            now - self._steady_since >= self.dead_after_s
            and now - self._last_at < self.dead_after_s
        )

    def start(self) -> None:
        """Beat for the first time, and go on."""
        with self._database.writing() as session:
            enrol(session, self._worker_id)
        self._steady_since = self._last_at = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        """Say that the worker has ended; else others find out."""
        self._is_over.set()
        self._thread.join()
        with suppress(SQLAlchemyError), self._database.writing() as session:
            leave(session, self._worker_id)

    def _go_on(self) -> None:
        wait_s = self._beat_s
        while not (self._is_lost or self._is_over.wait(wait_s)):
            wait_s = self._beat_s if self._beat(wait_s) else self._again_s

    def _beat(self, waited_s: float) -> bool:
        """Beat once; ``False`` if the database was away, told once in a row."""
        try:
            with self._database.writing() as session:
                self._is_lost = not beat(session, self._worker_id)
        except SQLAlchemyError as error:
            if waited_s == self._beat_s:
                _log.warning("a heartbeat failed: %s", type(error).__name__)
            return False
        now = time.monotonic()
        if now - self._last_at >= self.dead_after_s / 2:
            self._steady_since = now
        self._last_at = now
        return True
