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
        while not (self._is_lost or self._is_over.wait(self._beat_s)):
            try:
                with self._database.writing() as session:
                    self._is_lost = not beat(session, self._worker_id)
            except SQLAlchemyError as error:
                _log.warning("a heartbeat failed: %s", type(error).__name__)
                continue
            now = time.monotonic()
            if now - self._last_at >= self.dead_after_s / 2:
                self._steady_since = now
            self._last_at = now
