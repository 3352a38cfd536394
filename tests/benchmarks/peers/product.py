"""The product itself."""

from solver.config import SolverConfig
from solver.plan.result import Level, LevelName
from solver.problem.problem import Problem
from solver.search.progress import Progress
from solver.solve import solve
from tests.benchmarks.peers.reporting import Report


def plan(problem: Problem, seed: int, report: Report) -> None:
    """
    Solve with two threads and all the time.

    The solve tells of better plans by their levels only: the plan itself comes last,
    and the seconds of the first and of the best one are taken from what it told.
    """
    told: list[tuple[float, tuple[Level, ...]]] = []

    def note(progress: Progress) -> None:
        told.append((report.spent_s, progress.levels))

    config = SolverConfig(time_limit_s=report.seconds, seed=seed, num_workers=2)
    result = solve(problem, config, on_progress=note)
    if result.plan is None:
        return
    report.plan(result.plan, at_s=_reached_s(told, result.levels))
    report.first_s = told[0][0]
    report.bounds = _bounds(result.levels)


def _reached_s(
    told: list[tuple[float, tuple[Level, ...]]], final: tuple[Level, ...]
) -> float:
    """The second at which the final values were told first."""
    values = [each.value for each in final]
    return next(
        at_s for at_s, levels in told if [each.value for each in levels] == values
    )


def _bounds(levels: tuple[Level, ...]) -> dict[str, int]:
    served = [each.bound for each in levels if each.name is LevelName.SERVED]
    return {"served": sum(served)} | {
        str(each.name): each.bound
        for each in levels
        if each.name in {LevelName.COST_NOK, LevelName.ACTIVITY_KBQ}
    }
