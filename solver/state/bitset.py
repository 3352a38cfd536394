"""
Sets of minutes as integers: bit ``k`` stands for the ``k``-th minute of some span.

One shift and one AND answer for every minute of the span together.
"""

from collections.abc import Iterable, Iterator

from solver.problem.base import Interval


def span(start_min: int, end_min: int) -> int:
    """Minutes ``[start_min, end_min)``; what lies before minute zero is cut off."""
    start = max(start_min, 0)
    return ((1 << (end_min - start)) - 1) << start if end_min > start else 0


def union(intervals: Iterable[Interval], horizon_min: int) -> int:
    """Minutes of any of the intervals, inside the horizon."""
    bits = 0
    for each in intervals:
        bits |= span(each.start_min, min(each.end_min, horizon_min))
    return bits


def merged(
    intervals: Iterable[Interval], horizon_min: int
) -> tuple[tuple[int, int], ...]:
    """Disjoint half-open spans inside the horizon, ascending; those that touch join."""
    inside = (
        (max(each.start_min, 0), min(each.end_min, horizon_min)) for each in intervals
    )
    return joined((start, end) for start, end in inside if start < end)


def joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Disjoint half-open spans, ascending; those that overlap or touch are one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def starts(free: int, length_min: int) -> int:
    """
    Minutes ``t`` from which ``[t, t + length_min)`` is free throughout.

    The run of ones is grown by doubling: about ``log2(length)`` shifts and ANDs.
    """
    have = 1
    while have < length_min and free:
        step = min(have, length_min - have)
        free &= free >> step
        have += step
    return free


def up_to_earlier(bits: int, minutes: int) -> int:
    """Every minute of the set, and those up to so many minutes before one."""
    reach = 0
    while reach < minutes and bits:
        step = min(reach + 1, minutes - reach)
        bits |= bits >> step
        reach += step
    return bits


def shifted(bits: int, minutes: int) -> int:
    """Every minute of the set, later by ``minutes`` (earlier if negative)."""
    return bits << minutes if minutes >= 0 else bits >> -minutes


def first_at_or_after(bits: int, minute: int) -> int:
    """First minute of the set at or after ``minute``; -1 if there is none."""
    start = max(minute, 0)
    rest = bits >> start
    return start + (rest & -rest).bit_length() - 1 if rest else -1


def last_at_or_before(bits: int, minute: int) -> int:
    """Last minute of the set at or before ``minute``; -1 if there is none."""
    return (bits & ((1 << (minute + 1)) - 1)).bit_length() - 1 if minute >= 0 else -1


def intervals(bits: int) -> Iterator[tuple[int, int]]:
    """Maximal half-open intervals ``(start, end)`` of the set, ascending."""
    start = first_at_or_after(bits, 0)
    while start >= 0:
        gap = ~(bits >> start)
        end = start + (gap & -gap).bit_length() - 1
        yield start, end
        start = first_at_or_after(bits, end)
