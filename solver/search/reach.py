"""What a visit could get at best from a batch: the youngest age, the least demand."""

from dataclasses import dataclass, replace

from solver.constraints import SOURCE_RULES, STEPS_RULES
from solver.constraints.resources import task_starts
from solver.constraints.staff import Staff
from solver.constraints.visit_steps import uptakes_of
from solver.decay import longest_age_min, need_kbq
from solver.plan.plan import Purpose
from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.demand import Visit
from solver.search.reachable import reachable
from solver.search.youngest import youngest_min
from solver.state.bitset import up_to_earlier
from solver.state.duties import dispensed
from solver.state.frame import Frame
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


def links(state: State, visit: Visit, frame: Frame, minutes: int) -> list[Link]:
    """
    Batches that could serve a visit were it alone.

    ``state`` holds the commitments and nothing else. Batches that are committed are
    left out: they cost nothing and bound nothing.

    Parameters
    ----------
    minutes
        Injection minutes there could be, of the frame.
    """
    index = state.index
    gross = min(index.gross_kbq(visit, k) for k in range(len(visit.alternatives)))
    found = []
    for source in reachable(state, visit):
        supply = source.supply
        is_closed = supply.portion_limit(index.problem.as_of_min) == 0
        if supply.id in state.stocks or is_closed:
            continue
        allowed = minutes
        for rule in SOURCE_RULES:
            allowed &= rule.allows(state, visit, supply.unit_id, frame)
        half_life = supply.product.half_life_min
        most = supply.capacity_kbq or MAX_ACTIVITY_KBQ
        oldest = longest_age_min(gross, most, half_life)
        for way in source.ways:
            age = youngest_min(supply, way, frame, allowed)
            if age is not None and age <= oldest:
                least = need_kbq(gross, age, half_life)
                found.append(Link(visit.id, supply, way, least))
    return found


def minutes_of(state: State, visit: Visit) -> tuple[Frame, int]:
    """
    The window as a frame, and its minutes, wherever the visit it follows may sit.

    Never fewer than there are: the shortest wait takes the least of everything, scanner
    and technologist may be free at any uptake, each at its own, and a discharge may be
    at any hour.
    """
    frame = Frame(
        max(visit.window_start_min, 0),
        min(visit.window_end_min, state.index.problem.horizon_min),
    )
    before = state.lifted
    if state.index.limited and dispensed(state.stocks.values(), visit.id) is not None:
        # How much of a dose that exists is handled depends on which dose is taken.
        state.lifted = before | {Staff.name}
    try:
        return frame, _minutes_in(state, visit, frame)
    finally:
        state.lifted = before


def _minutes_in(state: State, visit: Visit, frame: Frame) -> int:
    shortest, longest = uptakes_of(state, visit)
    slack = longest - shortest
    minutes = 0
    for alternative in range(len(visit.alternatives)):
        if slack < 0:
            break
        steps = state.steps(visit.id, alternative, shortest)
        waiting = [task for task in steps.tasks if task.purpose in _AFTER_UPTAKE]
        others = tuple(task for task in steps.tasks if task not in waiting)
        relaxed = replace(
            steps,
            tasks=others,
            opening=steps.opening[:1],
            later=tuple(each.relaxed for each in steps.later),
        )
        bits = frame.full
        for rule in STEPS_RULES:
            bits &= rule.allows(state, visit, relaxed, frame)
        for task in waiting:
            begins = frame.moved(task.start_min, longer=slack)
            bits &= up_to_earlier(task_starts(state, visit, task, begins), slack)
        minutes |= bits
    return minutes
