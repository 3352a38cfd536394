"""Local days: which minutes they span, and on which of them anything happens."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.exports.html.blocks import Group
from scheduler.exports.local_time import LocalClock
from solver.problem.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDay:
    """
    A calendar day of one zone.

    23, 24 or 25 hours from ``start_min`` to ``end_min``, the next midnight [min].
    """

    day: date
    start_min: int
    end_min: int


def main_zone(problem: Problem) -> str:
    """Zone that most facilities share: it decides which day is which."""
    zones = Counter(
        [site.zone for site in problem.sites] + [unit.zone for unit in problem.units]
    )
    return zones.most_common(1)[0][0] if zones else "UTC"


def days(clock: LocalClock, groups: Sequence[Group]) -> list[LocalDay]:
    """Local days on which anything is drawn."""
    found: dict[date, LocalDay] = {}
    for group in groups:
        for row in group.rows:
            for block in row.blocks:
                last = max(block.start_min, block.end_min - 1)
                for minute in (*range(block.start_min, last, 12 * 60), last):
                    day = clock.at(minute).date()
                    if day not in found:
                        found[day] = _local_day(clock, minute)
    return [found[day] for day in sorted(found)]


def _local_day(clock: LocalClock, minute: int) -> LocalDay:
    """The local day of a minute."""
    at = clock.at(minute)
    day = at.date()
    start = minute - at.hour * 60 - at.minute
    # Where the clocks change that day, midnight lies up to some hours off.
    while clock.at(start).date() >= day:
        start -= 1
    while clock.at(start).date() < day:
        start += 1
    end = start + 22 * 60
    while clock.at(end).date() <= day:
        end += 1
    return LocalDay(day=day, start_min=start, end_min=end)
