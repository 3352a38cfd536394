"""
Minutes of a long horizon as pages of two weeks, each a bitset.

A resource's calendar over a year is a handful of whole numbers; to take an hour
changes one of them, and to look at a visit's window joins one or two.  Nothing is ever
as long as the horizon.
"""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from solver.problem.base import Interval
from solver.state.bitset import intervals, span

Pages: TypeAlias = tuple[int, ...]
"""Page ``k`` holds the minutes from ``k * PAGE_MIN`` on, bit 0 being its first."""

PAGE_MIN = 14 * 24 * 60


def pages_of(spans: Iterable[Interval], horizon_min: int) -> Pages:
    """Minutes of any of the intervals, inside the horizon."""
    pages = [0] * -(-horizon_min // PAGE_MIN)
    for each in spans:
        start, end = max(each.start_min, 0), min(each.end_min, horizon_min)
        for number, first, last in _parts(start, end):
            pages[number] |= span(first, last)
    return tuple(pages)


def cut(pages: Pages, start_min: int, end_min: int) -> int:
    """
    Minutes ``[start_min, end_min)`` as bits, bit 0 being ``start_min``.

    What lies before minute zero or after the last page is not in the set.
    """
    if end_min <= start_min:
        return 0
    first = max(start_min, 0) // PAGE_MIN
    bits = joined(pages, first, (end_min - 1) // PAGE_MIN)
    shift = start_min - first * PAGE_MIN
    bits = bits >> shift if shift >= 0 else bits << -shift
    return bits & ((1 << (end_min - start_min)) - 1)


def joined(pages: Pages, first: int, last: int) -> int:
    """Pages ``first`` to ``last``, both included, as one bitset."""
    bits = 0
    for number, page in enumerate(pages[first : last + 1]):
        bits |= page << number * PAGE_MIN
    return bits


def without(pages: Pages, start_min: int, end_min: int) -> Pages:
    """The set less ``[start_min, end_min)``."""
    changed = list(pages)
    for number, first, last in _parts(max(start_min, 0), end_min):
        if number < len(changed):
            changed[number] &= ~span(first, last)
    return tuple(changed)


def restored(pages: Pages, start_min: int, end_min: int, calendar: Pages) -> Pages:
    """The set, with what ``calendar`` has of ``[start_min, end_min)``."""
    changed = list(pages)
    for number, first, last in _parts(max(start_min, 0), end_min):
        if number < min(len(changed), len(calendar)):
            changed[number] |= span(first, last) & calendar[number]
    return tuple(changed)


def spans_of(pages: Pages) -> Iterator[tuple[int, int]]:
    """Maximal half-open intervals of the set, ascending."""
    pending: tuple[int, int] | None = None
    for number, page in enumerate(pages):
        offset = number * PAGE_MIN
        for start, end in intervals(page):
            if pending is not None and pending[1] == start + offset:
                pending = (pending[0], end + offset)
                continue
            if pending is not None:
                yield pending
            pending = (start + offset, end + offset)
    if pending is not None:
        yield pending


def _parts(start_min: int, end_min: int) -> Iterator[tuple[int, int, int]]:
    """Number of each page that is touched, and the span in it that is."""
    while start_min < end_min:
        number = start_min // PAGE_MIN
        offset = number * PAGE_MIN
        end = min(end_min, offset + PAGE_MIN)
        yield number, start_min - offset, end - offset
        start_min = end
