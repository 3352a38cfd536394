"""What a visit could get at best from a batch: the youngest age, the least demand."""

from dataclasses import dataclass, replace

from solver.constraints import SOURCE_RULES, STEPS_RULES
from solver.constraints.resources import minutes_for_task
from solver.decay import longest_age_min, need_kbq
from solver.plan.plan import Purpose
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.search.reachable import reachable
from solver.state.bitset import first_at_or_after, span, up_to_earlier
from solver.state.state import State
from solver.state.supply import Supply, Way

_AFTER_UPTAKE = {Purpose.SCANNER, Purpose.SCAN}


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


def links(state: State, visit: Visit, minutes: int) -> list[Link]:
    """
    Batches that could serve a visit were it alone.

    ``state`` holds the commitments and nothing else. Batches that are committed are
    left out: they cost nothing and bound nothing.

    Parameters
    ----------
    minutes
        Injection minutes there could be, as a bitset.
    """
    index = state.index
    gross = min(index.gross_kbq(visit, k) for k in range(len(visit.alternatives)))
    found = []
    for supply, ways in reachable(state, visit):
        if supply.id in state.stocks or index.problem.as_of_min > supply.cutoff_min:
            continue
        allowed = minutes
        for rule in SOURCE_RULES:
            allowed &= rule.allows(state, visit, supply.unit_id)
        half_life = supply.product.half_life_min
        most = supply.capacity_kbq or MAX_ACTIVITY_KBQ
        oldest = longest_age_min(gross, most, half_life)
        for way in ways:
            age = youngest_min(supply, way, allowed)
            if age is not None and age <= oldest:
                least = need_kbq(gross, age, half_life)
                found.append(Link(visit.id, supply, way, least))
    return found


def minutes_of(state: State, visit: Visit) -> int:
    """
    Injection minutes in the window, wherever the visit it follows may sit.

    Never fewer than there are: the shortest uptake takes the least of everything, and
    scanner and technologist may be free at any uptake, each at its own.
    """
    scan = state.index.procedures[visit.procedure_id].scan
    shortest, slack = (None, 0)
    if scan is not None:
        shortest, slack = scan.uptake_min, scan.uptake_max_min - scan.uptake_min
    window = span(
        visit.window_start_min,
        min(visit.window_end_min, state.index.problem.horizon_min),
    )
    minutes = 0
    for alternative in range(len(visit.alternatives)):
        steps = state.steps(visit.id, alternative, shortest)
        waiting = [task for task in steps.tasks if task.purpose in _AFTER_UPTAKE]
        others = tuple(task for task in steps.tasks if task not in waiting)
        bits = window
        for rule in STEPS_RULES:
            bits &= rule.allows(state, visit, replace(steps, tasks=others))
        for task in waiting:
            bits &= up_to_earlier(minutes_for_task(state, visit, task), slack)
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
