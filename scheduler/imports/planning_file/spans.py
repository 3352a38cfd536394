"""Half-open spans of minutes: union, intersection, difference; always sorted."""

from collections.abc import Iterable

from solver.problem.base import MAX_MINUTES, Interval

Spans = list[tuple[int, int]]


def union(spans: Iterable[tuple[int, int]]) -> Spans:
    """The minutes of any of them; spans that touch become one."""
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def intersection(left: Spans, right: Spans) -> Spans:
    """The minutes of both."""
    return union(
        (max(start, other_start), min(end, other_end))
        for start, end in left
        for other_start, other_end in right
        if max(start, other_start) < min(end, other_end)
    )


def difference(spans: Spans, taken: Spans) -> Spans:
    """The minutes of the first that are not minutes of the second."""
    left = union(spans)
    for taken_start, taken_end in taken:
        left = [
            piece
            for start, end in left
            for piece in (
                (start, min(end, taken_start)),
                (max(start, taken_end), end),
            )
            if piece[0] < piece[1]
        ]
    return left


def intervals(spans: Iterable[tuple[int, int]]) -> tuple[Interval, ...]:
    """As a problem states them, cut to the minutes a problem may speak of."""
    return tuple(
        Interval(start_min=start, end_min=end)
        for start, end in intersection(union(spans), [(-MAX_MINUTES, MAX_MINUTES)])
    )
