"""How many come: compared with looking at every case."""

import doctest
from fractions import Fraction
from itertools import product
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from solver.forecast import counts
from solver.forecast.counts import cases, central

CHANCES = st.lists(st.fractions(0, 1, max_denominator=12), max_size=5)


def enumerated(chances: list[Fraction]) -> list[Fraction]:
    """The chance of each number, from all ways in which visits come or do not."""
    found = [Fraction(0)] * (len(chances) + 1)
    for who in product((False, True), repeat=len(chances)):
        found[sum(who)] += prod(
            (
                chance if comes else 1 - chance
                for chance, comes in zip(chances, who, strict=True)
            ),
            start=Fraction(1),
        )
    return found


def test_the_examples_are_true() -> None:
    """
    Those in the docstrings.
    """
    outcome = doctest.testmod(counts)

    assert (outcome.failed, outcome.attempted) == (0, 2)


@given(CHANCES)
def test_the_distribution_is_that_of_all_cases(chances: list[Fraction]) -> None:
    """
    Exactly: nothing is rounded.
    """
    found = cases(chances)

    assert [Fraction(each, sum(found)) for each in found] == enumerated(chances)


@given(CHANCES)
def test_four_fifths_lie_in_the_central_band(chances: list[Fraction]) -> None:
    """
    Less than a tenth below, at most a tenth above, and no narrower band from below.
    """
    expected = enumerated(chances)
    low, high = central(chances)

    assert 0 <= low <= high <= len(chances)
    assert sum(expected[:low]) < Fraction(1, 10) <= sum(expected[: low + 1])
    assert sum(expected[high + 1 :]) <= Fraction(1, 10)
    assert high == 0 or sum(expected[high:]) > Fraction(1, 10)
    assert sum(expected[low : high + 1]) >= Fraction(4, 5)


def test_who_comes_for_sure_is_counted() -> None:
    """
    Two that come, one that does not: two, whatever is asked.
    """
    assert central([Fraction(1), Fraction(1), Fraction(0)]) == (2, 2)
    assert central([]) == (0, 0)
