from collections.abc import Iterator
from itertools import count, islice

import pytest

from solver.plan.result import SolveStatus
from solver.problem.problem import Problem
from solver.search.budget import Budget
from solver.search.score import level_values
from solver.search.stages import Search
from tests.properties.counts import share
from tests.properties.enumeration import best_values, num_listed
from tests.properties.solving import REPEATABLE, solved
from tests.strategies import tiny_problem


def seeds(visits: int, most: int) -> Iterator[int]:
    """Seeds whose problems have no more plans than can be listed."""
    return (s for s in count() if num_listed(tiny_problem(s, visits)) <= most)


CASES = [
    *((2, seed) for seed in islice(seeds(2, 700), 10)),
    *((3, seed) for seed in islice(seeds(3, 1500), 3)),
]
MANY = [
    *((2, seed) for seed in islice(seeds(2, 5_000), 10, 10 + share(150))),
    *((3, seed) for seed in islice(seeds(3, 20_000), 3, 3 + share(40))),
]


def assert_optimum(problem: Problem) -> None:
    """Every level has the value of the best of all plans, and is proved."""
    best = best_values(problem)

    result = solved(problem)

    assert tuple(level.value for level in result.levels) == best
    assert result.status is SolveStatus.OPTIMAL


@pytest.mark.parametrize(("visits", "seed"), CASES)
def test_optimum_is_that_of_all_plans(visits: int, seed: int) -> None:
    """
    Served, cost and activity are those of the best plan among all that there are.
    """
    assert_optimum(tiny_problem(seed, visits))


@pytest.mark.verify
@pytest.mark.parametrize(("visits", "seed"), MANY)
def test_optimum_is_that_of_all_plans_many_times(visits: int, seed: int) -> None:
    """
    As above, for many more problems.
    """
    assert_optimum(tiny_problem(seed, visits))


def assert_bounds_hold(problem: Problem) -> None:
    """
    Without the exact model over the whole, no bound excludes the best plan.

    A bound holds given the values of the levels before; it is compared up to the first
    level at which the search did not find the best.
    """
    best = best_values(problem)
    search = Search(problem, Budget(REPEATABLE))
    search.seat_commitments()
    search.construct()
    search.ruin_and_recreate(until=0.3)
    search.prove_impossible()
    search.prove_levels()
    values = level_values(search.keeper.state_of(search.keeper.placements))

    for (key, value), optimum in zip(values.items(), best, strict=True):
        bound = search.bounds[key]
        if key[0].is_maximized:
            assert value <= optimum <= bound, key
        else:
            assert bound <= optimum <= value, key
        if value != optimum:
            break


@pytest.mark.parametrize(("visits", "seed"), CASES[::3])
def test_no_bound_excludes_the_best_plan(visits: int, seed: int) -> None:
    """
    The relaxation never promises less than the best of all plans gives.
    """
    assert_bounds_hold(tiny_problem(seed, visits))


@pytest.mark.verify
@pytest.mark.parametrize(("visits", "seed"), MANY)
def test_no_bound_excludes_the_best_plan_many_times(visits: int, seed: int) -> None:
    """
    As above, for many more problems.
    """
    assert_bounds_hold(tiny_problem(seed, visits))
