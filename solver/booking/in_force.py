"""Seat the whole plan in force just as it is; say what of it cannot stay."""

from collections.abc import Collection, Iterable

from solver.booking.judged_together import (
    OF_ORDER,
    Rules,
    can_be_written,
    seat_together,
)
from solver.constraints.needed_visits import unsupported
from solver.plan.result import Broken
from solver.problem.base import MAX_MINUTES
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass
from solver.search.as_planned import as_placement
from solver.search.commit import violated
from solver.search.construct import predecessors_first
from solver.search.together import with_dependents
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

_FIRMEST_FIRST = list(Firmness)
_CLASSES = list(PriorityClass)


def seat_in_force(
    state: State,
    leaving: Collection[str] = frozenset(),
    sound: Collection[str] = frozenset(),
) -> tuple[Broken, ...]:
    """
    Seat every visit of the previous plan where it was, firmest first.

    What no commitment holds comes last, and stays all the same.  Most of it is seated
    one by one.  What then breaks a rule may only be missing others that come after it:
    the rest is seated together, and the independent checker says which of it cannot
    stay.

    Parameters
    ----------
    leaving
        Visits that are not to be seated; those that wait for them or need them are.
    sound
        Visits that are known to break no rule where they were: they are not judged.

    Returns
    -------
    tuple[Broken, ...]
        Visits that cannot stay, with the rules they break; they are not seated.
    """
    index = state.index
    previous = index.problem.commitments.previous
    known = {
        each.visit_id: as_placement(index, previous, each)
        for each in previous.administrations
        if each.visit_id in index.visits and each.visit_id not in leaving
    }
    excused = {each for each in known if _depends(index, each, leaving)}
    broken: Rules = {}
    rules: tuple[str, ...]
    for visit_id in _firmest_first(index, known):
        rules = ()
        if visit_id not in sound:
            rules = _violated_then(state, known[visit_id], excused)
        if not rules or _is_standing_fact(index, known[visit_id]):
            state.insert(known[visit_id])
        else:
            broken[visit_id] = rules
    if broken:
        broken = seat_together(state, known, broken, excused)
    broken = {
        visit_id: _violated_then(state, known[visit_id], excused) or rules
        for visit_id, rules in broken.items()
    }
    broken |= _unseat_unsupported(state, excused)
    state.begin_min = index.problem.as_of_min
    state.forget()
    return tuple(
        Broken(visit_id=visit_id, rules=broken[visit_id]) for visit_id in sorted(broken)
    )


def _firmest_first(index: Index, visit_ids: Iterable[str]) -> list[str]:
    """Visits in the order in which a replan seats commitments, the others last."""
    committed = index.committed_visits()
    bumped = {each.visit_id for each in index.problem.commitments.visits if each.bumps}

    def rank(visit_id: str) -> tuple[int, int, bool, int, str]:
        firmness = committed.get(visit_id)
        return (
            len(Firmness) if firmness is None else _FIRMEST_FIRST.index(firmness),
            _CLASSES.index(index.visits[visit_id].priority),
            visit_id not in bumped,  # nobody is moved twice if it can be helped
            index.previous[visit_id].injection_min,
            visit_id,
        )

    return predecessors_first(index, sorted(visit_ids, key=rank))


def _depends(index: Index, visit_id: str, others: Collection[str]) -> bool:
    """Whether a visit has to come after one of some others, or needs one of them."""
    return not set(index.precedence.requirements(visit_id)).isdisjoint(others)


def _violated_then(
    state: State, placement: Placement, excused: Collection[str]
) -> tuple[str, ...]:
    """Rules that a visit breaks; what is committed may have begun already."""
    is_committed = placement.visit_id in state.index.committed_visits()
    state.begin_min = -MAX_MINUTES if is_committed else state.index.problem.as_of_min
    rules = violated(state, placement)
    if placement.visit_id in excused:
        rules = tuple(each for each in rules if each not in OF_ORDER)
    return rules


def _is_standing_fact(index: Index, placement: Placement) -> bool:
    """Whether a visit has happened, so that it stands whatever the rules say."""
    is_fact = index.committed_visits().get(placement.visit_id) is Firmness.FACT
    return is_fact and can_be_written(index, placement)


def _unseat_unsupported(state: State, excused: Collection[str]) -> Rules:
    """Take out what needs a visit that cannot stay, and what depends on it."""
    lost: Rules = {}
    while found := [each for each in unsupported(state) if each not in excused]:
        for visit_id in with_dependents(state, found):
            placement = state.remove(visit_id)
            lost[visit_id] = violated(state, placement) or ("follow_up_imaging",)
    return lost
