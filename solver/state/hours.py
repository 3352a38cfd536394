"""Hours as disjoint half-open spans, ascending: first and last minute in them."""

from bisect import bisect_right

from solver.problem.base import MAX_MINUTES

NEVER_MIN = -MAX_MINUTES
"""The earliest minute there is: what would leave then never leaves."""


def first_inside(spans: tuple[tuple[int, int], ...], minute: int) -> int:
    """First minute at or after one that lies in a span; ``NEVER_MIN`` if none does."""
    position = bisect_right(spans, minute, key=_end_min)
    return max(minute, spans[position][0]) if position < len(spans) else NEVER_MIN


def last_inside(spans: tuple[tuple[int, int], ...], minute: int) -> int:
    """Last minute at or before one that lies in a span; ``NEVER_MIN`` if none does."""
    position = bisect_right(spans, minute, key=_start_min) - 1
    return min(minute, spans[position][1] - 1) if position >= 0 else NEVER_MIN


def _start_min(span: tuple[int, int]) -> int:
    return span[0]


def _end_min(span: tuple[int, int]) -> int:
    return span[1]
