"""Both statements of the rules on a visit's steps, compared minute by minute."""

from random import Random

import pytest

from tests.properties.counts import share
from tests.solver.random_ward import a_random_ward
from tests.solver.ward import agreed, is_open


def compare(seeds: range) -> int:
    """Both sides of every edge between open and closed minutes; how many there are."""
    edges = 0
    for seed in seeds:
        problem = a_random_ward(Random(seed))
        minutes = range(435, 1000)  # what is ordered is there from 435 on
        opened = [minute for minute in minutes if is_open(problem, minute)]
        near = {minute + d for minute in opened for d in (-1, 1)} - set(opened)
        inside = [m for m in opened if not {m - 1, m + 1} <= set(opened)]
        for minute in {*near, *inside, *minutes[::113]} - {434}:
            agreed(problem, minute)
        edges += len(near)
    return edges


def test_insertion_and_exact_model_open_the_same_minutes() -> None:
    """
    The minutes that insertion opens are those the exact model allows, to the minute.
    """
    assert compare(range(8)) > 10


@pytest.mark.verify
@pytest.mark.parametrize("block", range(8))
def test_insertion_and_exact_model_open_the_same_minutes_many_times(block: int) -> None:
    """
    As above, for many more wards.
    """
    size = max(20, share(60))
    assert compare(range(100 + block * size, 100 + (block + 1) * size)) > 10
