"""Which batches and ways could serve a visit at all, whatever else is planned."""

from dataclasses import dataclass

from solver.constraints.base import EVER
from solver.constraints.eligibility_gate import gated_span
from solver.decay import longest_age_min
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.state import State
from solver.state.supply import Supply, Way


@dataclass(frozen=True, slots=True)
class Source:
    """
    A supply that could serve a visit, and the ways that bring it.

    Parameters
    ----------
    first_min, last_min
        No dose of it can be injected before the one or after the other.
    """

    supply: Supply
    ways: list[Way]
    first_min: int
    last_min: int

    def within(self, first_min: int, last_min: int) -> list[Way]:
        """Ways that bring it for an injection between two minutes, both included."""
        if self.last_min < first_min or self.first_min > last_min:
            return []
        return [way for way in self.ways if _usable_min(way) <= last_min]


def reachable(state: State, visit: Visit) -> list[Source]:
    """
    Supplies of a visit with the ways that can bring a dose in time; kept per visit.

    Only what follows from window, injection hours, times of departure and decay is
    asked; no rule is decided here, for the rules see every offer again.
    """
    memo, key = state.index.memo, ("reachable", visit.id)
    if key not in memo:
        memo[key] = _reachable(state, visit)
    found: list[Source] = memo[key]
    return found


def _reachable(state: State, visit: Visit) -> list[Source]:
    index = state.index
    horizon = index.problem.horizon_min
    frame = Frame(max(visit.window_start_min, 0), min(visit.window_end_min, horizon))
    minutes = frame.union(visit.injection_hours)
    if not minutes:
        return []
    first = frame.first_at_or_after(minutes, frame.start_min)
    last = frame.last_at_or_before(minutes, frame.end_min)
    # What a commitment holds is judged by the rules alone, to name those it breaks.
    is_new = visit.id not in index.committed_visits()
    due, lapses = gated_span(visit) if is_new else EVER
    gated = max(first, due), min(last, lapses)
    gross = min(index.gross_kbq(visit, k) for k in range(len(visit.alternatives)))
    found = []
    for supply in index.supplies_near(visit.product_id, first, last):
        if supply.id in state.stocks:
            shipments = state.stocks[supply.id].shipments
            ways = [
                each.way for each in shipments if each.way.lane.site_id == visit.site_id
            ]
            begins, ends = EVER
        else:
            oldest = _oldest_min(supply, gross)
            if not _is_in_time(supply, *gated, oldest):
                continue
            begins = supply.release_min(supply.earliest_min)
            ends = supply.latest_min + oldest
            ready = supply.ready_min(supply.earliest_min, 1)
            ways = [
                way
                for way in index.ways_within(
                    supply.unit_id, visit.site_id, ready, gated[1]
                )
                if _arrives(supply, way, *gated, oldest)
            ]
        if ways:
            found.append(Source(supply, ways, begins, ends))
    return found


def _oldest_min(supply: Supply, gross_kbq: int) -> int:
    """Greatest age of a dose, by capacity and shelf life."""
    most, half_life = (
        supply.capacity_kbq or MAX_ACTIVITY_KBQ,
        supply.product.half_life_min,
    )
    limits = [longest_age_min(gross_kbq, most, half_life)]
    life = supply.product.shelf_life
    if life.from_reference_min is not None:
        limits.append(life.from_reference_min)
    if life.from_eos_min is not None and supply.process is not None:
        limits.append(life.from_eos_min)
    return min(limits)


def _is_in_time(supply: Supply, first: int, last: int, oldest: int) -> bool:
    """Whether it can be released before the last minute and lives to the first."""
    if supply.release_min(supply.earliest_min) > last:
        return False
    return supply.latest_min + oldest >= first


def _arrives(supply: Supply, way: Way, first: int, last: int, oldest: int) -> bool:
    """Whether a departure takes it, and brings it early enough."""
    departure = way.departure
    if departure is None:
        return True
    usable = _usable_min(way)
    ready = supply.ready_min(supply.earliest_min, 1)
    if usable > last or ready > departure.handover_min:
        return False
    return max(first, usable) - supply.latest_min <= oldest


def _usable_min(way: Way) -> int:
    """First minute at which what a departure brings may be used; 0 on demand."""
    if way.departure is None:
        return 0
    return way.departure.arrives_min + way.lane.receiving_min
