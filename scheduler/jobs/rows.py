"""How a job shows in its row while it is worked on; every change may come twice."""

from collections.abc import Mapping
from typing import Any

from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import OPEN, job_by_id

_LONGEST_FAILURE = 2000


class JobRows:
    """The rows of the jobs of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, job_id: str) -> bool:
        """Say that it runs; ``False`` if it was cancelled before it could."""
        with self._database.writing() as session:
            job = job_by_id(session, job_id, lock=True)
            if job.state not in OPEN:
                return False
            job.state = JobState.RUNNING
            if job.started_at is None:
                job.started_at = self._clock()
            return True

    def note(self, job_id: str, progress: Mapping[str, Any]) -> None:
        """Say how far it has come."""
        with self._database.writing() as session:
            job_by_id(session, job_id).progress = dict(progress)

    def end(
        self,
        job_id: str,
        state: JobState,
        *,
        outcome: Mapping[str, Any] | None = None,
        failure: str | None = None,
    ) -> None:
        """Say how it ended, unless that has been said already."""
        with self._database.writing() as session:
            job = job_by_id(session, job_id, lock=True)
            if job.state not in OPEN:
                return
            job.state = state
            job.outcome = None if outcome is None else dict(outcome)
            job.failure = None if failure is None else failure[:_LONGEST_FAILURE]
            job.ended_at = self._clock()

    def is_cancel_asked(self, job_id: str) -> bool:
        """Whether somebody asked it to stop."""
        with self._database.reading() as session:
            return job_by_id(session, job_id).cancel_asked_at is not None
