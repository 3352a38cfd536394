"""A kind of job whose rows show how it goes, and whose failures have a reason."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import OperationalError

from scheduler.errors import SchedulerError
from scheduler.jobs.engine import Answer, Run, Work
from scheduler.jobs.models import JobState
from scheduler.jobs.rows import JobRows
from solver.errors import SolverError

_log = logging.getLogger(__name__)

_TRIES = 4
_PAUSE_S = 0.5


class JobFailed(Exception):
    """The job cannot be done, for a reason that people read."""


class JobCancelled(Exception):
    """Somebody asked the job to stop, and there is nothing to keep."""


class FollowedRun(Run):
    """A run whose steps fail and are cancelled for good, also when it goes on later."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @property
    def job_id(self) -> str:
        """What the job goes by."""
        return self._run.job_id

    @property
    def payload(self) -> Mapping[str, Any]:
        """What it was enqueued with."""
        return self._run.payload

    def is_stopping(self) -> bool:
        """Whether the worker stops."""
        return self._run.is_stopping()

    def step(self, name: str, call: Callable[[], Answer]) -> Answer:
        """
        Call once, or again while the database cannot be reached.

        Raises
        ------
        JobFailed
            If the call failed.
        JobCancelled
            If the call found that somebody asked the job to stop.

        """
        answer = self._run.step(name, lambda: _answer(call))
        if "failure" in answer:
            raise JobFailed(answer["failure"])
        if "cancelled" in answer:
            raise JobCancelled
        value: Answer = answer["value"]
        return value


def followed(work: Callable[[FollowedRun], Answer], rows: JobRows) -> Work:
    """What an engine does for a job: work and row; the answer is the outcome."""

    def run(run: Run) -> None:
        job_id = run.job_id
        watched = FollowedRun(run)
        try:
            if not watched.step("begin", lambda: {"runs": rows.begin(job_id)})["runs"]:
                return
            outcome = work(watched)
        except JobFailed as error:
            reason = str(error)
            watched.step("end", lambda: _ended(rows, job_id, failure=reason))
        except JobCancelled:
            watched.step("end", lambda: _cancelled(rows, job_id))
        else:
            watched.step("end", lambda: _ended(rows, job_id, outcome=outcome))

    return run


def reason_of(error: Exception) -> str:
    """Why something failed: in its own words, and by its name if unexpected."""
    if isinstance(error, SchedulerError | SolverError | JobFailed):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _answer(call: Callable[[], Answer]) -> Answer:
    for number in range(1, _TRIES + 1):
        try:
            return {"value": call()}
        except JobCancelled:
            return {"cancelled": True}
        except OperationalError as error:
            if number == _TRIES:
                return {"failure": f"the database: {error.orig}"}
            time.sleep(_PAUSE_S * 2**number)
        except Exception as error:  # noqa: BLE001 - a failed job, not a dead worker
            if not isinstance(error, SchedulerError | SolverError | JobFailed):
                _log.warning("a step failed", exc_info=error)
            return {"failure": reason_of(error)}
    raise AssertionError("unreachable")


def _ended(
    rows: JobRows,
    job_id: str,
    *,
    outcome: Answer | None = None,
    failure: str | None = None,
) -> Answer:
    state = JobState.FAILED if failure is not None else JobState.DONE
    rows.end(job_id, state, outcome=outcome, failure=failure)
    return {}


def _cancelled(rows: JobRows, job_id: str) -> Answer:
    rows.end(job_id, JobState.CANCELLED)
    return {}
