"""Visits that go together: what waits for a visit or needs it goes when it goes."""

from collections.abc import Iterable

from solver.constraints.needed_visits import unsupported
from solver.problem.commitments import Firmness
from solver.state.state import State


def with_dependents(state: State, visit_ids: Iterable[str]) -> list[str]:
    """Seated visits, and all seated ones that depend on them but have not happened."""
    index = state.index
    found = dict.fromkeys(each for each in visit_ids if each in state.placements)
    pending = list(found)
    while pending:
        for later in index.precedence.dependents(pending.pop(0)):
            is_fact = index.committed_visits().get(later) is Firmness.FACT
            if later in state.placements and later not in found and not is_fact:
                found[later] = None
                pending.append(later)
    return list(found)


def remove_stranded(state: State, left: Iterable[str]) -> list[str]:
    """
    Take out visits that depend on some that are not seated.

    Returns the ids taken out; what is locked stays.
    """
    later = [
        each
        for visit_id in left
        for each in state.index.precedence.dependents(visit_id)
    ]
    stranded = [
        each for each in with_dependents(state, later) if each not in state.locked
    ]
    for visit_id in stranded:
        state.remove(visit_id)
    return stranded


def prune(state: State) -> list[str]:
    """
    Take out visits whose needed visit is not served, and what depends on them.

    Returns the ids taken out; what is locked stays.
    """
    taken: list[str] = []
    while lost := [each for each in unsupported(state) if each not in state.locked]:
        for visit_id in with_dependents(state, lost):
            if visit_id not in state.locked:
                state.remove(visit_id)
                taken.append(visit_id)
    return taken
