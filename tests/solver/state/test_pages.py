"""Paged sets of minutes against plain Python sets."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.problem.base import Interval
from solver.state.pages import (
    PAGE_MIN,
    Pages,
    cut,
    pages_of,
    restored,
    spans_of,
    without,
)

HORIZON_MIN = 2 * PAGE_MIN + 500
"""Two pages and a piece of a third."""

_EDGES = [0, PAGE_MIN - 2, PAGE_MIN, PAGE_MIN + 3, 2 * PAGE_MIN, HORIZON_MIN]
minutes = st.one_of(
    st.sampled_from(_EDGES), st.integers(min_value=-50, max_value=HORIZON_MIN + 50)
)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """An interval that may reach over pages and over both ends of the horizon."""
    start = draw(minutes)
    length = draw(st.sampled_from([1, 7, PAGE_MIN, PAGE_MIN + 1]))
    return Interval(start_min=start, end_min=start + length)


def members(pages: Pages) -> set[int]:
    """Minutes of the set, one by one."""
    return {
        number * PAGE_MIN + bit
        for number, page in enumerate(pages)
        for bit in range(page.bit_length())
        if page >> bit & 1
    }


def inside(interval: Interval) -> set[int]:
    """Minutes of an interval within the horizon."""
    first, end = max(interval.start_min, 0), min(interval.end_min, HORIZON_MIN)
    return set(range(first, end))


@settings(max_examples=25)
@given(st.lists(intervals(), max_size=3))
def test_pages_hold_what_the_intervals_hold(spans: list[Interval]) -> None:
    """The union of intervals, cut at both ends of the horizon."""
    expected = set().union(*map(inside, spans)) if spans else set()
    assert members(pages_of(spans, HORIZON_MIN)) == expected


@settings(max_examples=25)
@given(intervals(), minutes, st.sampled_from([0, 1, 60, PAGE_MIN + 5]))
def test_cut_is_the_same_minutes_counted_from_its_start(
    span: Interval, start: int, length: int
) -> None:
    """Bit ``k`` of a cut is minute ``start + k``, over pages and beyond the ends."""
    bits = cut(pages_of([span], HORIZON_MIN), start, start + length)
    found = {start + bit for bit in range(bits.bit_length()) if bits >> bit & 1}
    assert found == inside(span) & set(range(start, start + length))


@settings(max_examples=25)
@given(intervals(), intervals())
def test_what_is_taken_can_be_given_back(calendar: Interval, task: Interval) -> None:
    """Taking removes just the task; giving back restores no more than the calendar."""
    pages = pages_of([calendar], HORIZON_MIN)
    left = without(pages, task.start_min, task.end_min)
    assert members(left) == inside(calendar) - inside(task)
    assert restored(left, task.start_min, task.end_min, pages) == pages


@settings(max_examples=25)
@given(st.lists(intervals(), max_size=3))
def test_spans_join_over_the_edge_of_a_page(spans: list[Interval]) -> None:
    """Maximal intervals are disjoint, do not touch, and hold the same minutes."""
    pages = pages_of(spans, HORIZON_MIN)
    found = list(spans_of(pages))
    covered = [minute for start, end in found for minute in range(start, end)]
    assert set(covered) == members(pages)
    assert len(covered) == len(set(covered))
    assert all(a[1] < b[0] for a, b in pairwise(found))
