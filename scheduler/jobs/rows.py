"""How a job shows in its row while it is worked on; every change may come twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.jobs.claims import hold
from scheduler.jobs.engine import Run
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import OPEN, job_by_id

_LONGEST_FAILURE = 2000


class JobRows:
    """The rows of the jobs of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @contextmanager
    def writing(self, run: Run) -> Iterator[Session]:
        """
        A transaction in which nobody else is at the job.

        Raises
        ------
        TakenOver
            If somebody else is, or it has ended.

        """
        with self._database.writing() as session:
            hold(session, run.job_id, run.worker_id)
            yield session

    def note(self, run: Run, progress: Mapping[str, Any]) -> None:
        """Say how far it has come."""
        with self._database.writing() as session:
            hold(session, run.job_id, run.worker_id).progress = dict(progress)

    def end(
        self,
        run: Run,
        state: JobState,
        *,
        outcome: Mapping[str, Any] | None = None,
        failure: str | None = None,
    ) -> None:
        """Say how it ended, unless that has been said already."""
        with self._database.writing() as session:
            job = job_by_id(session, run.job_id, lock=True)
            if job.state not in OPEN and job.worker_id == run.worker_id:
                return
            job = hold(session, run.job_id, run.worker_id)
            job.state = state
            job.outcome = None if outcome is None else dict(outcome)
            job.failure = None if failure is None else failure[:_LONGEST_FAILURE]
            job.ended_at = self._clock()

    def is_cancel_asked(self, job_id: str) -> bool:
        """Whether somebody asked it to stop."""
        with self._database.reading() as session:
            return job_by_id(session, job_id).cancel_asked_at is not None
