"""A kind of job whose rows show how it goes, and whose failures have a reason."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler.errors import SchedulerError
from scheduler.jobs.engine import Answer, Interrupted, Run, Work
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
    """
    A run whose steps fail and are cancelled for good, also when it goes on later.

    All that it writes it writes while the job is its worker's.
    """

    def __init__(self, run: Run, rows: JobRows) -> None:
        self._run = run
        self._rows = rows

    @property
    def job_id(self) -> str:
        """What the job goes by."""
        return self._run.job_id

    @property
    def worker_id(self) -> str:
        """Who is at it."""
        return self._run.worker_id

    @property
    def payload(self) -> Mapping[str, Any]:
        """What it was asked for with."""
        return self._run.payload

    def is_stopping(self) -> bool:
        """Whether the worker stops."""
        return self._run.is_stopping()

    def writing(self) -> AbstractContextManager[Session]:
        """
        A transaction in which nobody else is at the job.

        Raises
        ------
        TakenOver
            If somebody else is, or it has ended.

        """
        return self._rows.writing(self)

    def note(self, progress: Mapping[str, Any]) -> None:
        """Say how far the job has come."""
        self._rows.note(self, progress)

    def is_cancel_asked(self) -> bool:
        """Whether somebody asked the job to stop."""
        return self._rows.is_cancel_asked(self.job_id)

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
    """
    What an engine does for a job: work and row; the answer is the outcome.

    While its row cannot be reached it neither begins nor ends, but goes on later.
    """

    def run(run: Run) -> None:
        watched = FollowedRun(run, rows)
        with _reaching_rows(), watched.writing():  # else there is nothing to begin
            pass
        try:
            outcome = work(watched)
        except JobFailed as error:
            reason = str(error)
            run.step("end", lambda: _ended(rows, run, failure=reason))
        except JobCancelled:
            run.step("end", lambda: _cancelled(rows, run))
        else:
            run.step("end", lambda: _ended(rows, run, outcome=outcome))

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


@contextmanager
def _reaching_rows() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Interrupted from error


def _ended(
    rows: JobRows,
    run: Run,
    *,
    outcome: Answer | None = None,
    failure: str | None = None,
) -> Answer:
    state = JobState.FAILED if failure is not None else JobState.DONE
    with _reaching_rows():
        rows.end(run, state, outcome=outcome, failure=failure)
    return {}


def _cancelled(rows: JobRows, run: Run) -> Answer:
    with _reaching_rows():
        rows.end(run, JobState.CANCELLED)
    return {}
