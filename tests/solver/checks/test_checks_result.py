from typing import Any

import pytest

from solver.checks import check_result, level_values
from solver.plan.plan import Plan
from solver.plan.result import (
    Broken,
    Deferred,
    LeftOut,
    Level,
    LevelName,
    Result,
    SolveStatus,
)
from solver.problem.commitments import MeasuredVial
from solver.problem.demand import PriorityClass
from solver.problem.problem import Problem
from tests.solver.checks.judged import altered
from tests.solver.checks.replanned import a_replanned_problem, without
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan


def a_result(problem: Problem, planned: Plan, **overrides: Any) -> Result:
    """A result that says the truth about a plan, all of it proved."""
    levels = tuple(
        Level(name=name, priority=priority, value=value, bound=value)
        for (name, priority), value in level_values(problem, planned).items()
    )
    fields: dict[str, Any] = {
        "problem_name": problem.name,
        "problem_digest": problem.digest(),
        "origin_at": problem.origin_at,
        "status": SolveStatus.OPTIMAL,
        "plan": planned,
        "levels": levels,
        "wall_time_s": 1.0,
    }
    return Result(**(fields | overrides))


def test_levels_count_what_is_kept_touched_and_paid() -> None:
    """
    With D left out, of A, B, C and E kept, R3 alone is new.

    Kept: C is last chance, A, B and E are other. Served: E's window outlives the
    horizon, so A, B and F are of class other. R3 costs 5000 and its van 700.

    Five visits cannot be deferred. Of the four of the north D is refused, and of the
    four of the trial, which B is none of: 250 permille either way. The windows of A, C
    and F begin on their day, that of E on its own.
    """
    problem = a_replanned_problem()
    values = level_values(problem, without(a_plan(), "D"))
    last, other = PriorityClass.LAST_CHANCE, PriorityClass.OTHER
    expected = [
        ((LevelName.KEPT, last), 1),
        ((LevelName.KEPT, other), 3),
        ((LevelName.SERVED, last), 1),
        ((LevelName.SERVED, other), 3),
        ((LevelName.SERVED_EARLY, None), 1),
        ((LevelName.BUMPED_AGAIN, None), 0),
        ((LevelName.TOUCHED, None), 1),
        ((LevelName.MOVED_DAYS, None), 0),
        ((LevelName.MOVED_MIN, None), 0),
        ((LevelName.COST_NOK, None), 5700),
        (
            (LevelName.ACTIVITY_KBQ, None),
            sum(each.activity_kbq for each in a_plan().batches),
        ),
        ((LevelName.REFUSAL_PERMILLE, None), 250),
        ((LevelName.WAITING_DAYS, None), 0),
        ((LevelName.OUTSIDE_PREFERRED, None), 0),
    ]

    assert list(values.items()) == expected
    moved = level_values(problem, a_plan(D=725))
    assert moved[LevelName.TOUCHED, None] == 1
    assert moved[LevelName.MOVED_MIN, None] == 5


def test_costs_are_added_up() -> None:
    """
    Three runs at 5000, vans at 700 for R1, R2 and R3, the flight at 2000, the
    truck at 900, the order at 1000 and its two vials at 300 each.
    """
    values = level_values(a_problem(), a_plan())

    assert values[LevelName.COST_NOK, None] == 15000 + 2100 + 2000 + 900 + 1000 + 600


def test_true_result_is_clean() -> None:
    """
    A result that says what is so has nothing against it.
    """
    problem = a_replanned_problem()
    broken = (Broken(visit_id="B", rules=("batch_balance",)),)
    left = LeftOut(visit_id="B", rules=(), is_impossible=False, reason="vial short")
    measured = MeasuredVial(vial_id="R1/road/v1", activity_kbq=900_000)
    short = a_replanned_problem({"measured_vials": (measured,)})
    plan = altered(without(a_plan(), "B"), "R1/road/v1", activity_kbq=900_000)
    result = a_result(short, plan, broken=broken, left_out=(left,))

    assert check_result(problem, a_result(problem, a_plan())) == []
    assert check_result(short, result) == []


@pytest.mark.parametrize(
    ("overrides", "subject"),
    [
        ({"problem_digest": "another"}, "problem_digest"),
        ({"problem_name": "another"}, "problem_name"),
        ({"origin_at": a_problem().origin_at.replace(day=3)}, "origin_at"),
        (
            {
                "left_out": (
                    LeftOut(visit_id="A", rules=(), is_impossible=False, reason="?"),
                )
            },
            "A",
        ),
        ({"broken": (Broken(visit_id="B", rules=()),)}, "B"),
        ({"deferred": (Deferred(visit_id="C", decide_by_min=0),)}, "C"),
        ({"plan": without(a_plan(), "E")}, "E"),
        ({"levels": a_result(a_problem(), a_plan()).levels[:-1]}, "levels"),
        (
            {
                "levels": (
                    *a_result(a_problem(), a_plan()).levels[:-1],
                    Level(name=LevelName.ACTIVITY_KBQ, priority=None, value=1, bound=1),
                )
            },
            "levels.activity_kbq",
        ),
    ],
)
def test_false_result_is_named(overrides: dict[str, Any], subject: str) -> None:
    """
    Each thing a result says of itself is compared with what is so.
    """
    problem = a_problem()
    found = check_result(problem, a_result(problem, a_plan(), **overrides))

    assert ("result", subject) in {(each.rule, each.subject) for each in found}


def test_result_without_a_plan_is_compared_with_its_problem() -> None:
    """
    No plan is no violation, but it must answer the right question.
    """
    problem = a_problem()
    nothing = a_result(
        problem, a_plan(), status=SolveStatus.NO_PLAN, plan=None, levels=()
    )

    assert check_result(problem, nothing) == []
    assert check_result(a_replanned_problem(), nothing)
