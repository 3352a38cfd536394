"""The demo week with its plan in force, as the fixtures have it."""

from functools import cache
from pathlib import Path

from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from solver.documents import read_document
from solver.plan.result import Result
from solver.problem.commitments import Commitments
from solver.problem.problem import Problem

_DEMO = Path(__file__).parents[3] / "fixtures" / "demo"


@cache
def planned_week() -> Problem:
    """The week of the demo; nobody has been promised anything yet."""
    problem = to_problem(read_planning_file((_DEMO / "norway-week.json").read_bytes()))
    result = read_document((_DEMO / "norway-week.result.json").read_bytes(), Result)
    assert result.plan is not None
    held = dict(problem.commitments) | {"previous": result.plan}
    return Problem(**dict(problem) | {"commitments": Commitments(**held)})
