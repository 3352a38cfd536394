"""Questions about spans of minutes that more than one rule asks."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator
from functools import lru_cache

from solver.checks.lookup import PlanView
from solver.checks.steps import occupations
from solver.checks.violation import Violation
from solver.plan.plan import Occupation, Purpose
from solver.problem.base import Interval

DAY_MIN = 24 * 60


class _Calendar:
    """A calendar by its identity: hashing hundreds of intervals takes too long."""

    __slots__ = ("spans",)

    def __init__(self, spans: tuple[Interval, ...]) -> None:
        self.spans = spans

    def __hash__(self) -> int:
        return id(self.spans)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Calendar) and other.spans is self.spans


@lru_cache(maxsize=1 << 12)
def _joined(calendar: _Calendar) -> tuple[list[int], list[int]]:
    """Starts and ends of the intervals, ascending; those that touch are one."""
    starts: list[int] = []
    ends: list[int] = []
    for span in sorted(calendar.spans, key=lambda each: each.start_min):
        if ends and span.start_min <= ends[-1]:
            ends[-1] = max(ends[-1], span.end_min)
        else:
            starts.append(span.start_min)
            ends.append(span.end_min)
    return starts, ends


def is_inside(start_min: int, end_min: int, spans: tuple[Interval, ...]) -> bool:
    """
    Whether ``[start_min, end_min)`` lies inside the intervals taken together.

    Intervals that touch or overlap are one: a calendar may be cut at midnight.

    Examples
    --------
    >>> early, late = Interval(start_min=0, end_min=5), Interval(start_min=5, end_min=9)
    >>> is_inside(3, 7, (late, early)), is_inside(3, 10, (late, early))
    (True, False)
    """
    starts, ends = _joined(_Calendar(spans))
    at = bisect_right(starts, start_min) - 1
    return at >= 0 and max(start_min, end_min) <= ends[at]


def is_within(minute: int, spans: tuple[Interval, ...]) -> bool:
    """Whether a minute lies in one of the half-open intervals."""
    return is_inside(minute, minute + 1, spans)


def day_number(minute: int, midnights_min: tuple[int, ...]) -> int:
    """
    Ordinal of the local day; beyond the known midnights, days have 24 hours.

    Examples
    --------
    >>> [day_number(minute, (-60, 1380)) for minute in (-61, -60, 1379, 1380)]
    [-1, 0, 0, 1]
    """
    first, last = midnights_min[0], midnights_min[-1]
    if minute < first:
        return (minute - first) // DAY_MIN
    if minute >= last:
        return len(midnights_min) - 1 + (minute - last) // DAY_MIN
    return bisect_right(midnights_min, minute) - 1


def overlaps(
    rule: str, plan: PlanView, purposes: Container[Purpose]
) -> Iterator[Violation]:
    """Every pair of occupations, later scans included, that hold one resource."""
    held: dict[str, list[tuple[Occupation, str]]] = defaultdict(list)
    for administration in plan.plan.administrations:
        for occupation in occupations(administration):
            is_empty = occupation.end_min <= occupation.start_min
            if occupation.purpose in purposes and not is_empty:
                held[occupation.resource_id].append(
                    (occupation, administration.visit_id)
                )
    for resource_id, holds in held.items():
        holds.sort(key=lambda each: (each[0].start_min, each[0].end_min, each[1]))
        going_on: list[tuple[Occupation, str]] = []
        for now, visit_id in holds:
            going_on = [each for each in going_on if each[0].end_min > now.start_min]
            for before, other_id in going_on:
                yield Violation(
                    rule,
                    resource_id,
                    f"visit {other_id} holds it during "
                    f"[{before.start_min}, {before.end_min}) and visit {visit_id} "
                    f"during [{now.start_min}, {now.end_min})",
                    (other_id, visit_id),
                )
            going_on.append((now, visit_id))
