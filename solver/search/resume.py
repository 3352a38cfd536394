"""Seat what no commitment holds where the previous plan had it."""

from solver.search.as_planned import as_placement
from solver.search.commit import violated
from solver.search.construct import by_urgency, predecessors_first
from solver.state.state import State


def seat_as_before(state: State) -> None:
    """
    Seat every visit of the previous plan that still fits where it was.

    Commitments are seated already. Who does not fit there, beside those who were first,
    has no claim to it, and may be seated anywhere.
    """
    index = state.index
    previous = index.problem.commitments.previous
    before = {each.visit_id: each for each in previous.administrations}
    free = [each for each in by_urgency(index) if each in before]
    for visit_id in predecessors_first(index, free):
        if visit_id in state.placements:
            continue
        placement = as_placement(index, previous, before[visit_id])
        if not violated(state, placement):
            state.insert(placement)
