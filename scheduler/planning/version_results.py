"""A plan version as a result of the present problem, for what shows results."""

from collections.abc import Collection
from typing import Any

from scheduler import canonical
from scheduler.planning.versions import PlanVersion
from solver.checks import level_values
from solver.plan.plan import Plan
from solver.plan.result import Level, LevelName, Result, SolveStatus
from solver.problem.problem import Problem


def result_of_version(problem: Problem, version: PlanVersion, plan: Plan) -> Result:
    """
    The result that a version is, with what its solve has told of it.

    What was booked by hand has no solve: its levels are measured against the present
    problem, with the bounds that anybody can see.

    Parameters
    ----------
    plan
        The version's plan, its minutes as the problem counts them.
    """
    told: dict[str, Any] = dict(version.outcome or measured(problem, plan))
    known = {each.id for each in problem.visits}
    for name in ("left_out", "deferred", "broken"):
        told[name] = [each for each in told.get(name, ()) if _is_of(each, known)]
    told |= {
        "problem_name": problem.name,
        "problem_digest": problem.digest(),
        "origin_at": problem.origin_at,
    }
    document = canonical.dumps(told | {"plan": canonical.loads(plan.model_dump_json())})
    return Result.model_validate_json(document)


def measured(problem: Problem, plan: Plan) -> dict[str, Any]:
    """
    A plan without a solve, in the words of a result: levels, and how they stand.

    They are bounded by the number of visits and by nothing.
    """
    levels = [
        Level(
            name=name,
            priority=priority,
            value=value,
            bound=_bound(name, value, len(problem.visits)),
        )
        for (name, priority), value in level_values(problem, plan).items()
    ]
    is_proved = all(each.is_proved for each in levels)
    status = SolveStatus.OPTIMAL if is_proved else SolveStatus.FEASIBLE
    return {
        "status": status.value,
        "levels": [each.model_dump(mode="json") for each in levels],
        "wall_time_s": 0,
    }


def _is_of(row: dict[str, Any], visit_ids: Collection[str]) -> bool:
    return row["visit_id"] in visit_ids


def _bound(name: LevelName, value: int, num_visits: int) -> int:
    return max(value, num_visits) if name.is_maximized else min(value, 0)
