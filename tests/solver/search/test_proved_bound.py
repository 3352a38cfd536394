"""Bounds that are proved, and what is said when time runs out."""

import pytest
from ortools.sat.python import cp_model

from solver.config import SolverConfig
from solver.search.budget import Budget
from solver.search.proved_bound import proved_bound

SECONDS = SolverConfig(time_limit_s=5, is_deterministic=True)


def a_knapsack(size: int) -> tuple[cp_model.CpModel, cp_model.LinearExpr]:
    """Weights 7, 9, 11, ... of which at least half in sum has to be taken."""
    model = cp_model.CpModel()
    weights = [7 + 2 * number for number in range(size)]
    taken = [model.new_bool_var(f"take {weight}") for weight in weights]
    total = cp_model.LinearExpr.weighted_sum(taken, weights)
    model.add(2 * total >= sum(weights))
    return model, total


def test_bound_of_what_is_minimized_is_its_optimum() -> None:
    """Of 7, 9 and 11 at least 13.5 is taken: 7 + 9 = 16 is the least."""
    model, total = a_knapsack(3)
    model.minimize(total)
    assert proved_bound(model, Budget(SECONDS), 1) == 16


def test_bound_of_what_is_maximized_is_its_optimum() -> None:
    """All of 7, 9 and 11 can be taken."""
    model, total = a_knapsack(3)
    model.maximize(total)
    assert proved_bound(model, Budget(SECONDS), 1) == 27


@pytest.mark.parametrize("levels_left", [10**6, 10**9])
def test_bound_that_was_cut_short_is_never_too_high(levels_left: int) -> None:
    """With hardly any work allowed, what is said holds: no more than the optimum."""
    model, total = a_knapsack(40)
    model.minimize(total)
    # The weights sum to 40 * 46 = 1840: at least 920 is taken, and can be.
    bound = proved_bound(model, Budget(SECONDS), levels_left)
    assert bound is not None
    assert 0 <= bound <= 920


def test_who_is_stopped_proves_nothing() -> None:
    """A solve that has been stopped gives no bound."""
    model, total = a_knapsack(3)
    model.minimize(total)
    assert proved_bound(model, Budget(SECONDS, lambda: True), 1) is None
