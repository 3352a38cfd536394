"""
On which days, and from which unit, a visit could have its dose: from its window alone.

What others take of rooms, staff, vials and vehicles is left aside, and so is the order
of a participant's visits: a day may be named here that the exact rules refuse in the
end, but none is left out that they allow.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from solver.constraints import SOURCE_RULES
from solver.decay import need_kbq
from solver.problem.demand import Visit
from solver.search.reach import minutes_of
from solver.search.reachable import Source, reachable
from solver.search.youngest import freshness
from solver.state.frame import Frame
from solver.state.state import State
from solver.state.supply import Way

_DAY_MIN = 24 * 60

DayOf = Callable[[str, int], date]
"""The local day of a unit that holds a minute: calendars are not the solver's."""


class Cell(NamedTuple):
    """One product of one unit, on the local day of its EOS or reference time."""

    unit_id: str
    product_id: str
    day: date


@dataclass(frozen=True, slots=True)
class Need:
    """
    Activity that a dose takes at EOS or reference time [kBq].

    Parameters
    ----------
    least_kbq, middle_kbq, most_kbq
        Injected at the first, about the middle, and the last minute that is possible
        that day, of a batch that ends as late as it can for it.
    """

    least_kbq: int
    middle_kbq: int
    most_kbq: int

    def or_else(self, other: "Need") -> "Need":
        """Of two ways to get it: the less, and the more for the most."""
        return Need(
            min(self.least_kbq, other.least_kbq),
            min(self.middle_kbq, other.middle_kbq),
            max(self.most_kbq, other.most_kbq),
        )


@dataclass(frozen=True, slots=True)
class Possible:
    """
    Where a visit could have its dose.

    Parameters
    ----------
    days
        For each local day of the site on which it could be injected: what that takes,
        by where the dose could come from.
    num_later
        Days of the window beyond the horizon, of which nothing is known.
    may_use_stock
        Whether a vial that exists already might do.
    """

    days: tuple[Mapping[Cell, Need], ...]
    num_later: int
    may_use_stock: bool


def possible(state: State, visit: Visit, day_of: DayOf) -> Possible:
    """
    Where a visit could have its dose.

    Parameters
    ----------
    state
        Nobody is seated in it.
    """
    index = state.index
    frame, minutes = minutes_of(state, visit)
    days: dict[int, dict[Cell, Need]] = defaultdict(dict)
    may_use_stock = False
    for source in reachable(state, visit):
        supply = source.supply
        if supply.id in state.stocks:
            may_use_stock = True
            continue
        if supply.portion_limit(index.problem.as_of_min) == 0:
            continue
        allowed = minutes
        for rule in SOURCE_RULES:
            allowed &= rule.allows(state, visit, supply.unit_id, frame)
        day = day_of(supply.unit_id, supply.earliest_min)
        cell = Cell(supply.unit_id, supply.product.id, day)
        for way in source.ways:
            for injected_on, need in _needs(state, visit, source, way, frame, allowed):
                known = days[injected_on].get(cell, need)
                days[injected_on][cell] = known.or_else(need)
    beyond_min = max(visit.window_end_min - index.problem.horizon_min, 0)
    return Possible(
        days=tuple(days[each] for each in sorted(days)),
        num_later=-(-beyond_min // _DAY_MIN),
        may_use_stock=may_use_stock,
    )


def _needs(
    state: State, visit: Visit, source: Source, way: Way, frame: Frame, allowed: int
) -> Iterator[tuple[int, Need]]:
    """The site's days on which a dose of a batch could be injected, and its needs."""
    fresh = freshness(source.supply, way)
    if fresh is None:
        return
    index = state.index
    half_life = source.supply.product.half_life_min
    grosses = [index.gross_kbq(visit, k) for k in range(len(visit.alternatives))]

    def need(gross_kbq: int, minute: int) -> int:
        return need_kbq(gross_kbq, fresh.age_min(minute), half_life)

    last = fresh.latest_min + source.last_min - source.supply.latest_min
    first = frame.first_at_or_after(allowed, fresh.first_min)
    while 0 <= first <= last:
        day = index.day_of(visit, first)
        midnight = index.day_span(visit, day, day)[1]
        until = frame.last_at_or_before(allowed, min(midnight - 1, last))
        middle = frame.first_at_or_after(allowed, (first + until) // 2)
        least, most = min(grosses), max(grosses)
        yield day, Need(need(least, first), need(least, middle), need(most, until))
        first = frame.first_at_or_after(allowed, midnight)
