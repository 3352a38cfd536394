"""Follows the jobs of killed workers until they have ended elsewhere."""

import time

from sqlalchemy import select

from scheduler.database.database import Database
from scheduler.jobs.models import Job, JobState, WorkerRow
from scheduler.jobs.requests import OPEN
from tests.scheduler.jobs.waiting import wait_until


class Takeovers:
    """
    How long jobs took to end after the last worker that had them was killed.

    A job whose next worker is killed as well, or was about to be one, is counted anew.
    """

    def __init__(self, database: Database) -> None:
        self.seconds: list[float] = []
        self._database = database
        self._killed_at: dict[str, float] = {}

    @property
    def num_open(self) -> int:
        """Jobs that have not ended since."""
        return len(self._killed_at)

    def killed(self, process_id: int) -> None:
        """A process was killed just now: whatever it was at is another's."""
        at = time.monotonic()
        with self._database.reading() as session:
            job_ids = session.scalars(
                select(Job.id)
                .join(WorkerRow, WorkerRow.id == Job.worker_id)
                .where(
                    WorkerRow.process == process_id,
                    WorkerRow.ended_at.is_(None),
                    Job.state == JobState.RUNNING,
                )
            ).all()
        self._killed_at = dict.fromkeys([*self._killed_at, *job_ids], at)

    def await_work(self) -> None:
        """Wait until somebody is at a job, whatever becomes of it from now on."""
        wait_until(self._is_at_work)

    def await_ends(self) -> None:
        """Wait until all of them have ended."""
        wait_until(self._have_ended)

    def look(self) -> None:
        """Note which of them have ended."""
        if not self._killed_at:
            return
        with self._database.reading() as session:
            ended = session.scalars(
                select(Job.id).where(
                    Job.id.in_(self._killed_at), Job.state.not_in(OPEN)
                )
            ).all()
        now = time.monotonic()
        self.seconds += [now - self._killed_at.pop(each) for each in ended]

    def _is_at_work(self) -> bool:
        at = time.monotonic()
        with self._database.reading() as session:
            job_ids = session.scalars(
                select(Job.id).where(Job.state == JobState.RUNNING)
            ).all()
        self._killed_at |= dict.fromkeys(job_ids, at)
        return self.num_open > 0

    def _have_ended(self) -> bool:
        self.look()
        return self.num_open == 0
