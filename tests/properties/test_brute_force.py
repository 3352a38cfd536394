from collections.abc import Iterator
from functools import cache
from itertools import count, islice

import pytest

from solver.plan.result import SolveStatus
from solver.search.budget import Budget
from solver.search.score import level_values
from solver.search.stages import Search
from tests.properties.counts import share, some
from tests.properties.enumeration import best_values, num_listed
from tests.properties.solving import REPEATABLE, solved
from tests.properties.tiny import tiny_problem


def seeds(visits: int, most: int) -> Iterator[int]:
    """Seeds whose problems have no more plans than can be listed."""
    return (s for s in count() if num_listed(tiny_problem(s, visits)) <= most)


CASES = [
    *((2, seed) for seed in islice(seeds(2, 1000), 8)),
    *((3, seed) for seed in islice(seeds(3, 1500), 2)),
]
MORE = [
    *((2, seed) for seed in islice(seeds(2, 1000), 8, 20)),
    *((3, seed) for seed in islice(seeds(3, 1500), 2, 5)),
]
MANY = [
    *some(MORE),
    *((2, seed) for seed in islice(seeds(2, 5_000), 20, 20 + share(150))),
    *((3, seed) for seed in islice(seeds(3, 5_000), 3, 3 + share(40))),
]
"""Some of the shorter lists are in the longer ones, too."""


@cache
def best(visits: int, seed: int) -> tuple[int, ...]:
    """Values of the best of all plans, listed once."""
    return best_values(tiny_problem(seed, visits))


def assert_optimum(visits: int, seed: int) -> None:
    """Every level has the value of the best of all plans, and is proved."""
    result = solved(tiny_problem(seed, visits))

    assert tuple(level.value for level in result.levels) == best(visits, seed)
    assert result.status is SolveStatus.OPTIMAL


@pytest.mark.parametrize(("visits", "seed"), CASES)
def test_optimum_is_that_of_all_plans(visits: int, seed: int) -> None:
    """
    Served, cost and activity are those of the best plan among all that there are.
    """
    assert_optimum(visits, seed)


@pytest.mark.verify
@pytest.mark.parametrize(("visits", "seed"), list(dict.fromkeys(MANY)))
def test_optimum_is_that_of_all_plans_many_times(visits: int, seed: int) -> None:
    """
    As above, for many more problems.
    """
    assert_optimum(visits, seed)


def assert_bounds_hold(visits: int, seed: int) -> None:
    """
    Without the exact model over the whole, no bound excludes the best plan.

    A bound holds given the values of the levels before; it is compared up to the first
    level at which the search did not find the best.
    """
    search = Search(tiny_problem(seed, visits), Budget(REPEATABLE))
    search.seat_commitments()
    search.construct()
    search.ruin_and_recreate(until=0.3)
    search.prove_impossible()
    search.prove_levels()
    values = level_values(search.keeper.state_of(search.keeper.placements))

    for (key, value), optimum in zip(values.items(), best(visits, seed), strict=True):
        bound = search.bounds[key]
        if key[0].is_maximized:
            assert value <= optimum <= bound, key
        else:
            assert bound <= optimum <= value, key
        if value != optimum:
            break


@pytest.mark.parametrize(("visits", "seed"), CASES[::2])
def test_no_bound_excludes_the_best_plan(visits: int, seed: int) -> None:
    """
    The relaxation never promises less than the best of all plans gives.
    """
    assert_bounds_hold(visits, seed)


@pytest.mark.verify
@pytest.mark.parametrize(("visits", "seed"), list(dict.fromkeys([*CASES[1::2], *MANY])))
def test_no_bound_excludes_the_best_plan_many_times(visits: int, seed: int) -> None:
    """
    As above, for many more problems.
    """
    assert_bounds_hold(visits, seed)
