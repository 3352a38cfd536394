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
    found: Spans = []
    ours, theirs = union(left), union(right)
    here = there = 0
    while here < len(ours) and there < len(theirs):
        (start, end), (other_start, other_end) = ours[here], theirs[there]
        if max(start, other_start) < min(end, other_end):
            found.append((max(start, other_start), min(end, other_end)))
        if end < other_end:
            here += 1
        else:
            there += 1
    return found


def difference(spans: Spans, taken: Spans) -> Spans:
    """The minutes of the first that are not minutes of the second."""
    ours = union(spans)
    if not ours:
        return []
    free: Spans = []
    free_from = ours[0][0]
    for start, end in union(taken):
        if free_from < start:
            free.append((free_from, start))
        free_from = max(free_from, end)
    if free_from < ours[-1][1]:
        free.append((free_from, ours[-1][1]))
    return intersection(ours, free)


def intervals(spans: Iterable[tuple[int, int]]) -> tuple[Interval, ...]:
    """As a problem states them, cut to the minutes a problem may speak of."""
    return tuple(
        Interval(start_min=start, end_min=end)
        for start, end in intersection(union(spans), [(-MAX_MINUTES, MAX_MINUTES)])
    )
