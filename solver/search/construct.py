"""A first plan at once: visits in order of urgency and difficulty, best seat each."""

from collections.abc import Sequence
from random import Random

from solver.constraints.staff_limits import leaves_breaks
from solver.problem.demand import PriorityClass, Visit
from solver.search.booking import seated
from solver.search.insertion import best_seat
from solver.search.together import prune
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

_CLASSES = list(PriorityClass)

_TRIES = 4
"""Seats that are tried for a visit whose tasks together take somebody's break."""

_STEP_MIN = 30
"""How far apart such seats are."""


def seat_all(
    state: State,
    visit_ids: Sequence[str],
    random: Random | None = None,
    noise: float = 0.0,
) -> list[str]:
    """
    Seat visits one after the other, in the order given, each at its best seat.

    A visit comes after those it waits for; one without the visit it needs is taken
    out again. Returns the ids left over.
    """
    left = []
    for visit_id in predecessors_first(state.index, visit_ids):
        placement = _placed(state, state.index.visits[visit_id], random, noise)
        if placement is None:
            left.append(visit_id)
        else:
            state.insert(placement)
    return left + prune(state)


def _placed(
    state: State, visit: Visit, random: Random | None, noise: float
) -> Placement | None:
    """
    The best seat whose tasks together leave everybody a break.

    Each task alone does so at every open minute; where two tasks of one person do not,
    the seat is looked for elsewhere.
    """
    closed: list[tuple[int, int]] = []
    for _ in range(_TRIES):
        seat = best_seat(state, visit, random, noise, closed)
        if seat is None:
            return None
        placement = seated(state, visit, seat, random)
        if leaves_breaks(state, placement):
            return placement
        minute = seat.injection_min
        closed.append((minute, minute + _STEP_MIN))
    return None


def by_urgency(index: Index) -> list[str]:
    """All visits: deferrable last, by class, scarce windows and large draws first."""
    return sorted(
        index.visits, key=lambda visit_id: urgency(index, index.visits[visit_id])
    )


def urgency(index: Index, visit: Visit) -> tuple[int, int, int, int, str]:
    """Sort key of a visit: the smaller, the sooner it is seated."""
    horizon = index.problem.horizon_min
    end = min(visit.window_end_min, horizon)
    minutes = sum(
        max(min(each.end_min, end) - max(each.start_min, visit.window_start_min), 0)
        for each in visit.injection_hours
    )
    return (
        int(index.is_deferrable(visit)),
        _CLASSES.index(visit.priority),
        minutes // 60,
        -index.gross_kbq(visit, 0),
        visit.id,
    )


def predecessors_first(index: Index, visit_ids: Sequence[str]) -> list[str]:
    """The same order, but no visit before those it waits for."""
    wanted = set(visit_ids)
    entered: set[str] = set()
    done: dict[str, None] = {}
    for visit_id in visit_ids:
        stack = [visit_id]
        while stack:
            current = stack[-1]
            if current in entered:
                done[stack.pop()] = None
                continue
            entered.add(current)
            waits = index.precedence.waits(current)
            stack += [
                wait.visit_id
                for wait in reversed(waits)
                if wait.visit_id in wanted and wait.visit_id not in entered
            ]
    return list(done)
