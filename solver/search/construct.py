"""A first plan at once: visits in order of urgency and difficulty, best seat each."""

from collections.abc import Sequence
from random import Random

from solver.problem.demand import PriorityClass, Visit
from solver.search.insertion import best_seat, seated
from solver.state.bitset import span
from solver.state.index import Index
from solver.state.state import State

_CLASSES = list(PriorityClass)


def seat_all(
    state: State,
    visit_ids: Sequence[str],
    random: Random | None = None,
    noise: float = 0.0,
) -> list[str]:
    """
    Seat visits one after the other, in the order given, each at its best seat.

    A visit that follows another comes after it. Returns the ids left over.
    """
    left = []
    for visit_id in predecessors_first(state.index, visit_ids):
        visit = state.index.visits[visit_id]
        seat = best_seat(state, visit, random, noise)
        if seat is None:
            left.append(visit_id)
        else:
            state.insert(seated(state, visit, seat))
    return left


def by_urgency(index: Index) -> list[str]:
    """All visits: deferrable last, by class, scarce windows and large draws first."""
    return sorted(
        index.visits, key=lambda visit_id: urgency(index, index.visits[visit_id])
    )


def urgency(index: Index, visit: Visit) -> tuple[int, int, int, int, str]:
    """Sort key of a visit: the smaller, the sooner it is seated."""
    horizon = index.problem.horizon_min
    room = span(visit.window_start_min, min(visit.window_end_min, horizon))
    hours = sum(
        (room & span(each.start_min, each.end_min)).bit_count()
        for each in visit.injection_hours
    )
    return (
        int(index.is_deferrable(visit)),
        _CLASSES.index(visit.priority),
        hours // 60,
        -index.gross_kbq(visit, 0),
        visit.id,
    )


def predecessors_first(index: Index, visit_ids: Sequence[str]) -> list[str]:
    """The same order, but no visit before the one it follows."""
    wanted = set(visit_ids)
    done: set[str] = set()
    order: list[str] = []
    for visit_id in visit_ids:
        chain = []
        current: str | None = visit_id
        while current is not None and current in wanted and current not in done:
            chain.append(current)
            follows = index.visits[current].follows
            current = follows.visit_id if follows else None
        for each in reversed(chain):
            done.add(each)
            order.append(each)
    return order
