"""The step of a job that solves: from a document that is kept to another, apart."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import OperationalError

from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.jobs.documents import keep, kept
from scheduler.jobs.engine import Answer
from scheduler.jobs.followed import FollowedRun, JobCancelled, JobFailed
from scheduler.planning.solving import Limits, SolveFailed, Watch, solve_apart
from solver.config import SolverConfig
from solver.plan.result import Result

_EVERY_S = 0.5
"""How often progress is written, and a wish to stop is read."""


@dataclass(frozen=True)
class SolveStep:
    """
    Solves for jobs.

    Parameters
    ----------
    limits
        What each solve may take.
    """

    database: Database
    clock: Clock
    limits: Limits

    def __call__(self, run: FollowedRun, problem: str, result: str) -> Answer:
        """
        Solve a document of the job, and keep the result as another.

        Parameters
        ----------
        problem, result
            Names of the documents.

        Raises
        ------
        JobFailed
            If the solve did.
        JobCancelled
            If somebody asked the job to stop before there was any plan.

        """
        with self.database.reading() as session:
            wanted = kept(session, run.job_id, problem)
        teller = _Teller(run.note)
        watch = Watch(
            on_progress=teller,
            should_stop=_asked_seldom(run.is_cancel_asked),
            should_end=run.is_stopping,
        )
        try:
            document = solve_apart(wanted, _config(run.payload), self.limits, watch)
        except SolveFailed as error:
            raise JobFailed(str(error)) from None
        teller.flush()
        found = Result.model_validate_json(document)
        if found.plan is None and run.is_cancel_asked():
            raise JobCancelled
        with run.writing() as session:
            keep(session, self.clock(), run.job_id, result, document)
        return {"status": found.status.value, "has_plan": found.plan is not None}


def _config(payload: Mapping[str, Any]) -> SolverConfig:
    fields = SolverConfig.model_fields.keys() & payload.keys()
    return SolverConfig.model_validate({name: payload[name] for name in fields})


class _Teller:
    """Tells the first progress at once, others at most so often, and the last."""

    def __init__(self, tell: Callable[[Mapping[str, Any]], None]) -> None:
        self._tell = tell
        self._told_at = time.monotonic() - _EVERY_S
        self._untold: Mapping[str, Any] | None = None

    def __call__(self, shown: Mapping[str, Any]) -> None:
        self._untold = shown
        if time.monotonic() - self._told_at >= _EVERY_S:
            self.flush()

    def flush(self) -> None:
        """Tell what is held back."""
        if self._untold is not None:
            with suppress(OperationalError):  # no reason to lose a solve
                self._tell(self._untold)
            self._untold = None
            self._told_at = time.monotonic()


def _asked_seldom(question: Callable[[], bool]) -> Callable[[], bool]:
    """Ask at most so often; a yes stays a yes."""
    asked_at, is_yes = time.monotonic() - _EVERY_S, False

    def asked() -> bool:
        nonlocal asked_at, is_yes
        if not is_yes and time.monotonic() - asked_at >= _EVERY_S:
            asked_at = time.monotonic()
            with suppress(OperationalError):  # asked again soon
                is_yes = question()
        return is_yes

    return asked
