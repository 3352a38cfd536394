"""Solve quickly and repeatably, and compare what came of it."""

from solver.checks import check_result
from solver.config import SolverConfig
from solver.plan.result import Result, SolveStatus
from solver.problem.problem import Problem
from solver.solve import solve

REPEATABLE = SolverConfig(time_limit_s=4, is_deterministic=True, num_workers=1)
"""The same answer on every machine: a failure comes back."""


def solved(problem: Problem) -> Result:
    """The result, and nothing said against it."""
    result = solve(problem, REPEATABLE)
    violations = check_result(problem, result)
    assert not violations, "\n".join(map(str, violations))
    return result


def proved(problem: Problem) -> tuple[int, ...] | None:
    """Level values, signed so that less is better; ``None`` if not all are proved."""
    result = solved(problem)
    return signed(result) if result.status is SolveStatus.OPTIMAL else None


def signed(result: Result) -> tuple[int, ...]:
    """Level values of a result, signed so that less is better."""
    return tuple(
        -level.value if level.name.is_maximized else level.value
        for level in result.levels
    )
