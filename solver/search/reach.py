"""What a visit could get at best from a batch: the youngest age, the least demand."""

from dataclasses import dataclass

from solver.constraints import SOURCE_RULES, STEPS_RULES
from solver.decay import longest_age_min, need_kbq
from solver.problem.demand import Visit
from solver.search.insertion import uptakes
from solver.search.reachable import reachable
from solver.state.bitset import first_at_or_after, span
from solver.state.state import State
from solver.state.supply import Supply, Way


@dataclass(frozen=True, slots=True)
class Link:
    """
    A visit and a batch that could serve it on a way.

    ``least_kbq`` is the least demand at the reference minute that any injection and
    any reference minute allow: never more than what a real plan pays.
    """

    visit_id: str
    supply: Supply
    way: Way
    least_kbq: int


def links(state: State, visit: Visit) -> list[Link]:
    """
    Batches that could serve a visit were it alone.

    ``state`` holds the commitments and nothing else. Batches that are committed are
    left out: they cost nothing and bound nothing.
    """
    index = state.index
    gross = min(index.gross_kbq(visit, k) for k in range(len(visit.alternatives)))
    minutes = _minutes(state, visit)
    found = []
    for supply, ways in reachable(state, visit):
        if supply.id in state.stocks or index.problem.as_of_min > supply.cutoff_min:
            continue
        allowed = minutes
        for rule in SOURCE_RULES:
            allowed &= rule.allows(state, visit, supply.unit_id)
        half_life, capacity = supply.product.half_life_min, supply.capacity_kbq
        oldest = longest_age_min(gross, capacity, half_life) if capacity else None
        for way in ways:
            age = youngest_min(supply, way, allowed)
            if age is not None and (oldest is None or age <= oldest):
                least = need_kbq(gross, age, half_life)
                found.append(Link(visit.id, supply, way, least))
    return found


def _minutes(state: State, visit: Visit) -> int:
    """Injection minutes in the window, wherever the visit it follows may sit."""
    horizon = state.index.problem.horizon_min
    minutes = 0
    for alternative in range(len(visit.alternatives)):
        for uptake in uptakes(state, visit):
            steps = state.steps(visit.id, alternative, uptake)
            bits = span(visit.window_start_min, min(visit.window_end_min, horizon))
            for rule in STEPS_RULES:
                bits &= rule.allows(state, visit, steps)
            minutes |= bits
    return minutes


def youngest_min(supply: Supply, way: Way, minutes: int) -> int | None:
    """
    Least age of a dose at any of these injection minutes; ``None`` if never.

    The dose ages at least from EOS to release, or to the end of the receiving check;
    past the latest EOS every minute of waiting adds to it.
    """
    latest = supply.latest_min
    lead = supply.release_min(0) if supply.process else 0
    earliest_usable = supply.release_min(supply.earliest_min)
    if way.departure is None:
        ready = supply.ready_min(0, 1) if supply.process else 0
        travel = (way.lane.door_to_door_min or 0) + way.lane.receiving_min
        if supply.process:
            lead = max(lead, ready + travel)
            earliest_usable = supply.earliest_min + lead
        else:
            earliest_usable = max(earliest_usable, supply.ready_min(0, 1) + travel)
    else:
        usable = way.departure.arrives_min + way.lane.receiving_min
        earliest_usable = max(earliest_usable, usable)
        if supply.process:
            latest = min(latest, way.departure.handover_min - supply.ready_after_min(1))
        elif supply.ready_min(0, 1) > way.departure.handover_min:
            return None
        if latest < supply.earliest_min:
            return None
    minute = first_at_or_after(minutes, earliest_usable)
    if minute < 0:
        return None
    if supply.process is None:
        return minute - supply.earliest_min
    return max(lead, minute - latest)
