"""
The job of a what-if: change the base in memory, solve it apart, compare.

Nothing that is planned from is written: its own row, and documents of the job.
"""

from dataclasses import asdict, dataclass
from typing import Any

from scheduler import canonical
from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.jobs.documents import keep, kept
from scheduler.jobs.engine import Answer
from scheduler.jobs.followed import FollowedRun
from scheduler.planning.solve_step import SolveStep
from scheduler.planning.solving import Limits
from scheduler.scenarios.asking import FILE, OF_FILE, VERSION, changes_of
from scheduler.scenarios.base import base_of, base_of_file
from scheduler.scenarios.comparison import Told, compared
from scheduler.scenarios.listing import scenario_named
from scheduler.scenarios.side import Side
from solver.documents import write_document
from solver.plan.result import Result
from solver.problem.problem import Problem

PROBLEM, RESULT = "problem", "result"
"""Documents of the job, of what would be."""

BASE_PROBLEM, BASE_RESULT, TOLD = "base-problem", "base-result", "told"
"""Those of what is there, and what is said of the changes."""


@dataclass(frozen=True)
class WhatIf:
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
        """
        From changes to a comparison; the outcome of the job.

        Where no plan is in force, the base is solved first, with the same limits.
        """
        solve = SolveStep(self.database, self.clock, self.limits)
        base = run.step("build", lambda: self._build(run))
        if not base["has_plan"]:
            run.step("solve base", lambda: solve(run, BASE_PROBLEM, BASE_RESULT))
        solved = run.step("solve", lambda: solve(run, PROBLEM, RESULT))
        if solved["has_plan"]:
            run.step("compare", lambda: self._compare(run))
        return {"status": solved["status"]}

    def _build(self, run: FollowedRun) -> Answer:
        now, network_id = self.clock(), run.payload["network_id"]
        with self.database.reading() as session:
            changes = changes_of(scenario_named(session, network_id, run.job_id))
            if run.payload[OF_FILE]:
                base = base_of_file(read_planning_file(kept(session, run.job_id, FILE)))
            else:
                base = base_of(session, network_id, now, run.payload[VERSION])
        made = base.changed(changes)
        told = Told(
            base_version=base.version,
            changes=tuple(each.words() for each in changes),
            amendments=made.amendments,
            notes=made.notes,
        )
        documents = {
            BASE_PROBLEM: write_document(base.problem),
            PROBLEM: write_document(made.problem),
            TOLD: canonical.dumps(asdict(told)).encode(),
        }
        if base.result is not None:
            documents[BASE_RESULT] = write_document(base.result)
        with run.writing() as session:
            for name, content in documents.items():
                keep(session, now, run.job_id, name, content)
            scenario = scenario_named(session, network_id, run.job_id)
            scenario.base_version = base.version
            scenario.data_revision = base.data_revision
            scenario.plan_revision = base.plan_revision
        return {"has_plan": base.result is not None}

    def _compare(self, run: FollowedRun) -> Answer:
        with self.database.reading() as session:

            def document(name: str) -> bytes:
                return kept(session, run.job_id, name)

            base = _side(document(BASE_PROBLEM), document(BASE_RESULT))
            scenario = _side(document(PROBLEM), document(RESULT))
            told = Told(**canonical.loads(document(TOLD)))
        found: dict[str, Any] = canonical.loads(
            compared(base, scenario, told).model_dump_json()
        )
        with run.writing() as session:
            row = scenario_named(session, run.payload["network_id"], run.job_id)
            row.comparison = found
        return {}


def _side(problem: bytes, result: bytes) -> Side:
    return Side(
        Problem.model_validate_json(problem), Result.model_validate_json(result)
    )
