from typing import Any

import pytest

from solver.checks import level_values
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.problem import Problem
from tests.solver.checks.judged import named
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.checks.world_supply import (
    a_supplied_plan,
    a_supplied_problem,
    supplied_with,
)


def _ordered(now: int, problem: Problem | None = None, **changes: Any) -> Problem:
    """The problem at another now, its order placed as said."""
    problem = problem or a_supplied_problem()
    return changed(
        problem,
        as_of_min=now,
        runs=tuple(changed(run, cutoff_min=now) for run in problem.runs),
        orders=tuple(changed(each, **changes) for each in problem.orders),
    )


def _cost(problem: Problem, plan: Plan) -> int:
    return level_values(problem, plan)[LevelName.COST_NOK, None]


@pytest.mark.parametrize(
    ("now", "placed", "is_named"),
    [(0, 0, False), (1, 0, True), (1, 1, True), (1, 2, False), (0, 1, False)],
)
def test_placed_portions_are_had_after_the_cut_off(
    now: int, placed: int, is_named: bool
) -> None:
    """
    F takes two vials: after the cut-off at minute 0 no fewer may be placed.
    """
    problem = _ordered(now, placed_portions=placed)

    assert (("orders", "O1") in named(problem, a_supplied_plan())) is is_named


@pytest.mark.parametrize(
    ("now", "placed", "free_until", "cancelled"),
    [
        (0, 2, 0, 0),  # both are taken
        (0, 4, 0, 0),  # the last free minute
        (1, 4, 0, 2),
        (1, 4, None, 0),  # always free
        (1, 1, 0, 0),  # more are taken than placed
    ],
)
def test_cancellations_cost(
    now: int, placed: int, free_until: int | None, cancelled: int
) -> None:
    """
    Each placed portion that is not taken costs 250 NOK once cancelling is not free.
    """
    terms: dict[str, Any] = {
        "placed_portions": placed,
        "free_cancel_until_min": free_until,
    }
    free = _ordered(now, **terms)
    dear = _ordered(now, **terms, cancel_cost_per_portion_nok=250)
    plan = a_supplied_plan()

    assert _cost(dear, plan) - _cost(free, plan) == 250 * cancelled


def test_order_not_taken_at_all_is_cancelled() -> None:
    """
    Nobody served: four placed portions at 250 NOK; of a committed order, none.
    """
    terms: dict[str, Any] = {
        "placed_portions": 4,
        "free_cancel_until_min": -1,
        "cancel_cost_per_portion_nok": 250,
    }
    committed = _ordered(530, a_replanned_problem(), **terms)

    assert _cost(_ordered(0, **terms), Plan()) == 1000
    assert _cost(committed, Plan()) == 0


@pytest.mark.parametrize(
    ("in_use", "moved", "visits"),
    [
        (35, {}, set()),  # A opens the vial at 500, B ends at 535
        (34, {}, {"B"}),
        (5, {}, {"B"}),
        (4, {}, {"A", "B", "C"}),  # each takes 5 min, the first as well
        (95, {"A": 440}, set()),  # A is first whenever it is
        (94, {"A": 440}, {"B"}),
    ],
)
def test_vial_in_use(in_use: int, moved: dict[str, int], visits: set[str]) -> None:
    """
    A multi-dose vial lasts from its first injection, the last minute included.
    """
    product = a_supplied_problem().products[0]
    life = changed(product.shelf_life, in_use_min=in_use)
    problem = supplied_with("products", "FDG", shelf_life=life)
    found = named(problem, a_supplied_plan(**moved))

    assert {subject for rule, subject in found if rule == "shelf_life"} == visits


def test_single_doses_have_no_vial_in_use() -> None:
    """
    Unit doses and whole vials are opened for one participant.
    """
    for product_id in ("GAL", "LUT"):
        product = next(e for e in a_supplied_problem().products if e.id == product_id)
        life = changed(product.shelf_life, in_use_min=1)
        problem = supplied_with("products", product_id, shelf_life=life)

        assert named(problem, a_supplied_plan()) == set()


def test_fact_does_not_hide_a_vial_in_use_too_long() -> None:
    """
    A has happened, B has not: that B comes too late is told.
    """
    later = a_replanned_problem()
    life = changed(later.products[0].shelf_life, in_use_min=34)
    product = changed(later.products[0], shelf_life=life)
    problem = changed(later, products=(product, *later.products[1:]))

    assert named(problem, a_plan()) == {("shelf_life", "B")}


def test_fact_does_not_excuse_who_came_before() -> None:
    """
    A has happened at 500 and cannot be blamed for B, put before it at 440: A ends 65
    min after the vial is opened then.
    """
    later = a_replanned_problem()
    life = changed(later.products[0].shelf_life, in_use_min=64)
    product = changed(later.products[0], shelf_life=life)
    problem = changed(later, products=(product, *later.products[1:]))

    assert ("shelf_life", "A") in named(problem, a_plan(B=440))
