"""
The job that replans: build the problem, solve it apart, propose its plan.

Each step leaves its documents in rows, so that the next goes on where a worker died.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.jobs.documents import keep, kept
from scheduler.jobs.engine import Answer
from scheduler.jobs.followed import FollowedRun, JobCancelled, JobFailed
from scheduler.jobs.rows import JobRows
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.recording import record_proposal
from scheduler.planning.solving import Limits, SolveFailed, Watch, solve_apart
from solver.config import SolverConfig
from solver.documents import write_document
from solver.plan.result import Result
from solver.problem.problem import Problem

KIND = "replan"

PROBLEM, FILE, RESULT = "problem", "planning-file", "result"
"""Documents of the job."""

_AS_OF = "as_of"

_EVERY_S = 0.5
"""How often progress is written, and a wish to stop is read."""


def payload_of(config: SolverConfig, as_of: datetime | None = None) -> dict[str, Any]:
    """
    What a replan is asked for with, besides its network.

    Parameters
    ----------
    as_of
        The instant to plan from; by default the one at which the job begins.
    """
    payload = config.model_dump(mode="json")
    return payload if as_of is None else {**payload, _AS_OF: as_of.isoformat()}


@dataclass(frozen=True)
class Replan:
    """
    What is done for a job of this kind.

    Parameters
    ----------
    limits
        What each solve may take.
    """

    database: Database
    clock: Clock
    limits: Limits

    def __call__(self, run: FollowedRun) -> Answer:
        """From the network's rows to a proposed version; the outcome of the job."""
        base = run.step("build", lambda: self._build(run))
        solved = run.step("solve", lambda: self._solve(run))
        if not solved["has_plan"]:
            return {"status": solved["status"], "version": None}
        return run.step("record", lambda: self._record(run, base))

    def _build(self, run: FollowedRun) -> Answer:
        now = self.clock()
        named = run.payload.get(_AS_OF)
        as_of = now if named is None else datetime.fromisoformat(named)
        with self.database.reading() as session:
            built = build(session, run.payload["network_id"], as_of)
        with self.database.writing() as session:
            keep(session, now, run.job_id, PROBLEM, write_document(built.problem))
            file = canonical.dumps(built.file.model_dump())
            keep(session, now, run.job_id, FILE, file.encode())
        return {
            "data_revision": built.data_revision,
            "plan_revision": built.plan_revision,
        }

    def _solve(self, run: FollowedRun) -> Answer:
        rows = JobRows(self.database, self.clock)
        with self.database.reading() as session:
            problem = kept(session, run.job_id, PROBLEM)
        teller = _Teller(lambda shown: rows.note(run.job_id, shown))
        watch = Watch(
            on_progress=teller,
            should_stop=_asked_seldom(lambda: rows.is_cancel_asked(run.job_id)),
            should_end=run.is_stopping,
        )
        try:
            document = solve_apart(problem, _config(run.payload), self.limits, watch)
        except SolveFailed as error:
            raise JobFailed(str(error)) from None
        teller.flush()
        result = Result.model_validate_json(document)
        if result.plan is None and rows.is_cancel_asked(run.job_id):
            raise JobCancelled
        with self.database.writing() as session:
            keep(session, self.clock(), run.job_id, RESULT, document)
        return {"status": result.status.value, "has_plan": result.plan is not None}

    def _record(self, run: FollowedRun, base: Answer) -> Answer:
        network_id = run.payload["network_id"]
        with self.database.reading() as session:
            built = Built(
                network_id=network_id,
                problem=Problem.model_validate_json(kept(session, run.job_id, PROBLEM)),
                file=PlanningFile.model_validate_json(kept(session, run.job_id, FILE)),
                held=None,
                data_revision=base["data_revision"],
                plan_revision=base["plan_revision"],
            )
            result = Result.model_validate_json(kept(session, run.job_id, RESULT))
        actor = Actor(f"job:{KIND}", run.job_id)
        now = self.clock()
        with self.database.writing() as session:
            audited(session, now, actor, KIND, chain=network_id)
            version = record_proposal(
                session, now, actor, built, result, job_id=run.job_id
            )
            return {"status": result.status.value, "version": version.number}


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
