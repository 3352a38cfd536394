"""Which batches and ways could serve a visit at all, whatever else is planned."""

from solver.decay import longest_age_min
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.state.bitset import first_at_or_after, span, union
from solver.state.state import State
from solver.state.supply import Supply, Way

Reachable = list[tuple[Supply, list[Way]]]


def reachable(state: State, visit: Visit) -> Reachable:
    """
    Supplies of a visit with the ways that can bring a dose in time; kept per visit.

    Only what follows from window, injection hours, times of departure and decay is
    asked; no rule is decided here, for the rules see every offer again.
    """
    key = ("reachable", visit.id)
    if key not in state.memo:
        state.memo[key] = _reachable(state, visit)
    found: Reachable = state.memo[key]
    return found


def _reachable(state: State, visit: Visit) -> Reachable:
    index = state.index
    horizon = index.problem.horizon_min
    minutes = span(visit.window_start_min, min(visit.window_end_min, horizon))
    minutes &= union(visit.injection_hours, horizon)
    if not minutes:
        return []
    first, last = first_at_or_after(minutes, 0), minutes.bit_length() - 1
    gross = min(index.gross_kbq(visit, k) for k in range(len(visit.alternatives)))
    found: Reachable = []
    for supply in index.supplies_of(visit.product_id):
        ways = index.ways_between(supply.unit_id, visit.site_id)
        if supply.id not in state.stocks:
            oldest = _oldest_min(supply, gross)
            if not _is_in_time(supply, first, last, oldest):
                continue
            ways = [way for way in ways if _arrives(supply, way, first, last, oldest)]
        if ways:
            found.append((supply, ways))
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
    usable = departure.arrives_min + way.lane.receiving_min
    ready = supply.ready_min(supply.earliest_min, 1)
    if usable > last or ready > departure.handover_min:
        return False
    return max(first, usable) - supply.latest_min <= oldest
