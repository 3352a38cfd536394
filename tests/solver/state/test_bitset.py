from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from solver.problem.base import Interval
from solver.state import bitset

HORIZON = 90
MINUTES = st.integers(-20, HORIZON + 20)
SETS = st.frozensets(st.integers(0, HORIZON - 1))


def as_bits(minutes: frozenset[int]) -> int:
    """The set as a bitset, minute by minute."""
    return sum(1 << minute for minute in minutes)


def as_set(bits: int) -> set[int]:
    """The bitset as a set, minute by minute."""
    return {minute for minute in range(bits.bit_length()) if bits >> minute & 1}


@given(start=MINUTES, end=MINUTES)
def test_span_is_the_half_open_range(start: int, end: int) -> None:
    """
    A span holds its first minute, not its last, and nothing before minute zero.
    """
    assert as_set(bitset.span(start, end)) == set(range(max(start, 0), end))


@given(pairs=st.lists(st.tuples(MINUTES, st.integers(1, 40)), max_size=5))
def test_union_holds_each_minute_of_each_interval(
    pairs: list[tuple[int, int]],
) -> None:
    """
    Overlapping, touching and outlying intervals give their minutes in the horizon.
    """
    spans = [Interval(start_min=a, end_min=a + n) for a, n in pairs]
    expected = {
        minute
        for minute in range(HORIZON)
        if any(each.start_min <= minute < each.end_min for each in spans)
    }

    assert as_set(bitset.union(spans, HORIZON)) == expected


@given(minutes=SETS, length=st.integers(1, 30))
def test_starts_are_the_minutes_with_room(minutes: frozenset[int], length: int) -> None:
    """
    A minute is a start if it and those after it are free for the whole length.
    """
    expected = {
        minute
        for minute in minutes
        if all(minute + step in minutes for step in range(length))
    }

    assert as_set(bitset.starts(as_bits(minutes), length)) == expected


@given(minutes=SETS, by=st.integers(-HORIZON, HORIZON))
def test_shifted_moves_each_minute(minutes: frozenset[int], by: int) -> None:
    """
    Every minute moves by the same, and what would lie before zero is gone.
    """
    moved = {minute + by for minute in minutes if minute + by >= 0}

    assert as_set(bitset.shifted(as_bits(minutes), by)) == moved


@given(minutes=SETS, around=MINUTES)
def test_nearest_minutes_on_both_sides(minutes: frozenset[int], around: int) -> None:
    """
    First at or after and last at or before include the minute itself; -1 is none.
    """
    bits = as_bits(minutes)

    assert bitset.first_at_or_after(bits, around) == min(
        (each for each in minutes if each >= around), default=-1
    )
    assert bitset.last_at_or_before(bits, around) == max(
        (each for each in minutes if each <= around), default=-1
    )


@given(minutes=SETS)
def test_intervals_are_maximal_and_complete(minutes: frozenset[int]) -> None:
    """
    Intervals hold just the set, in order, with a gap between any two.
    """
    found = list(bitset.intervals(as_bits(minutes)))

    assert {t for start, end in found for t in range(start, end)} == set(minutes)
    edges = [edge for each in found for edge in each]
    assert all(one < other for one, other in pairwise(edges))
