"""People whose days are limited, with their breaks in order (rule 13)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from solver.problem.clinic import Break, Person, Site


class Limited:
    """
    One person with limits a day or with breaks.

    Attributes
    ----------
    max_injections, max_handled_kbq
        Most injections, and most activity drawn for them, on one calendar day [kBq].
    """

    def __init__(self, person: Person, site: Site) -> None:
        self.id = person.id
        self.max_injections = person.max_injections_per_day
        self.max_handled_kbq = person.max_handled_kbq_per_day
        self.midnights_min = site.midnights_min
        self._breaks = sorted(person.breaks, key=_window_start)
        self._longest_min = max(
            (each.window.end_min - each.window.start_min for each in person.breaks),
            default=0,
        )

    def days_touching(self, start_min: int, end_min: int) -> range:
        """The site's calendar days that ``[start_min, end_min)`` touches."""
        first = bisect_right(self.midnights_min, start_min)
        return range(first, bisect_right(self.midnights_min, end_min - 1) + 1)

    @property
    def counts_injections(self) -> bool:
        """Whether injections are limited."""
        return self.max_injections is not None or self.max_handled_kbq is not None

    def breaks_touching(self, start_min: int, end_min: int) -> tuple[Break, ...]:
        """Breaks whose window overlaps ``[start_min, end_min)``."""
        first = bisect_left(
            self._breaks, start_min - self._longest_min, key=_window_start
        )
        last = bisect_left(self._breaks, end_min, key=_window_start)
        return tuple(
            each for each in self._breaks[first:last] if each.window.end_min > start_min
        )


def limited_people(
    people: Iterable[Person], sites: Iterable[Site]
) -> dict[str, Limited]:
    """Those people whom more than their calendar limits, by id."""
    by_id = {site.id: site for site in sites}
    return {
        each.id: Limited(each, by_id[each.site_id])
        for each in people
        if each.breaks
        or each.max_injections_per_day is not None
        or each.max_handled_kbq_per_day is not None
    }


def _window_start(each: Break) -> int:
    return each.window.start_min


def first_and_last_break(
    each: Break, held: Iterable[tuple[int, int]]
) -> tuple[int, int] | None:
    """
    First and last minute at which a break could begin; ``None`` if it cannot.

    Parameters
    ----------
    held
        Half-open spans of the person's tasks, in any order.
    """
    gaps: list[tuple[int, int]] = []
    begin = each.window.start_min
    for start, end in (*sorted(held), (each.window.end_min, each.window.end_min)):
        if min(start, each.window.end_min) - begin >= each.minutes:
            gaps.append((begin, min(start, each.window.end_min)))
        begin = max(begin, end)
    if not gaps:
        return None
    return gaps[0][0], gaps[-1][1] - each.minutes
