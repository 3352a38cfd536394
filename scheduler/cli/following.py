"""Wait for a job: with a worker of our own, or another that is there already."""

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from scheduler import canonical
from scheduler.cli.consoles import notes
from scheduler.cli.databases import cli_clock
from scheduler.cli.failures import complain
from scheduler.cli.interruption import interruptions
from scheduler.cli.jobs import JobRow, row_of
from scheduler.cli.progress import progress_shown
from scheduler.database.database import Database
from scheduler.errors import WrongState
from scheduler.jobs.exclusive import WorkerRunning, require_no_other
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import OPEN, cancel_job, job_by_id
from scheduler.jobs.worker import Worker
from scheduler.planning.solving import warm_up
from scheduler.works import works_on
from solver.plan.result import Level
from solver.search.progress import Progress

_POLL_S = 0.2

_TRY_AGAIN_S = 2.0
"""How often to see whether the other worker has gone."""


def follow(database: Database, job_id: str) -> JobRow:
    """
    Wait until a job has ended, with progress on stderr.

    The first Ctrl-C asks it to stop; the second leaves it to the next worker.
    """
    with (
        progress_shown(notes()) as show,
        interruptions() as is_interrupted,
        ExitStack() as stack,
    ):
        watched = _Watched(database, job_id, show)
        here = _Worker(database, stack)
        while not watched.has_ended():
            here.tick()
            if is_interrupted():
                watched.ask_to_stop()
            time.sleep(_POLL_S)
        return watched.row


class _Watched:
    """A job, from outside."""

    def __init__(
        self, database: Database, job_id: str, show: Callable[[Progress], None]
    ) -> None:
        self._database = database
        self._job_id = job_id
        self._show = show
        self._shown: object = None
        self._is_asked = False
        self.row: JobRow = {}

    def has_ended(self) -> bool:
        """Look again, show what is new, and say whether that was all."""
        with self._database.reading() as session:
            self.row = row_of(job_by_id(session, self._job_id))
        progress = self.row["progress"]
        if progress not in (None, self._shown):
            self._shown = progress
            self._show(progress_of(progress))
        return JobState(self.row["state"]) not in OPEN

    def ask_to_stop(self) -> None:
        """Ask once, unless it has just ended."""
        if self._is_asked:
            return
        self._is_asked = True
        with suppress(WrongState), self._database.writing() as session:
            cancel_job(session, cli_clock(), self._job_id)
        complain("stopping: the best plan so far is kept; again to end at once")


def progress_of(shown: object) -> Progress:
    """Progress as it was written into the row of a job."""
    assert isinstance(shown, dict)  # noqa: S101 - for the type
    levels = [
        Level.model_validate_json(canonical.dumps(each)) for each in shown["levels"]
    ]
    return Progress(float(shown["wall_s"]), shown["phase"], tuple(levels))


@dataclass
class _Worker:
    """The worker of this process, once no other is there."""

    database: Database
    stack: ExitStack
    worker: Worker | None = None
    tried_at: float = -_TRY_AGAIN_S

    def tick(self) -> None:
        """Take jobs and look after them, if it is for us to do so."""
        if self.worker is None and time.monotonic() - self.tried_at >= _TRY_AGAIN_S:
            self._become()
        if self.worker is not None:
            self.worker.tick()

    def _become(self) -> None:
        is_first = self.tried_at < 0
        self.tried_at = time.monotonic()
        works = works_on(self.database, cli_clock)
        try:
            require_no_other(self.database)
            self.worker = self.stack.enter_context(
                Worker(self.database, cli_clock, works)
            )
        except WorkerRunning:
            if is_first:
                complain("another worker works on this database: waiting for it")
        else:
            warm_up()
