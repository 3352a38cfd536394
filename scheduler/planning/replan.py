"""
The job that replans: build the problem, solve it apart, propose its plan.

Each step leaves its documents in rows, so that the next goes on where a worker died.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.jobs.documents import keep, kept
from scheduler.jobs.engine import Answer
from scheduler.jobs.followed import FollowedRun
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.proposing import propose
from scheduler.planning.solve_step import SolveStep
from scheduler.planning.solving import Limits
from solver.config import SolverConfig
from solver.documents import write_document
from solver.plan.result import Result
from solver.problem.problem import Problem

KIND = "replan"

PROBLEM, FILE, RESULT = "problem", "planning-file", "result"
"""Documents of the job."""

_AS_OF = "as_of"


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
        solve = SolveStep(self.database, self.clock, self.limits)
        solved = run.step("solve", lambda: solve(run, PROBLEM, RESULT))
        if not solved["has_plan"]:
            return {"status": solved["status"], "version": None}
        return run.step("record", lambda: self._record(run, base))

    def _build(self, run: FollowedRun) -> Answer:
        now = self.clock()
        named = run.payload.get(_AS_OF)
        as_of = now if named is None else datetime.fromisoformat(named)
        with self.database.reading() as session:
            network_id = run.payload["network_id"]
            built = build(session, network_id, as_of)
        with run.writing() as session:
            keep(session, now, run.job_id, PROBLEM, write_document(built.problem))
            file = canonical.dumps(built.file.model_dump())
            keep(session, now, run.job_id, FILE, file.encode())
        return {
            "data_revision": built.data_revision,
            "plan_revision": built.plan_revision,
        }

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
        with run.writing() as session:
            audited(session, now, actor, KIND, chain=network_id)
            return propose(session, now, actor, built, result, run.job_id)
