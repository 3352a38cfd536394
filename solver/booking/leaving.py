"""Who misses a visit of the plan in force when it goes."""

from collections.abc import Collection, Iterable, Iterator

from solver.problem.commitments import Firmness
from solver.problem.demand import Visit
from solver.search.doses_kept import is_in_date, is_in_time, is_in_yield
from solver.search.limits_kept import keeps_limits
from solver.state.state import State


def left_without(state: State) -> tuple[str, ...]:
    """Seated visits that wait for or need one that is not; facts stand alone."""
    index, precedence = state.index, state.index.precedence
    committed = index.committed_visits()
    found = []
    for visit_id in sorted(state.placements):
        if committed.get(visit_id) is Firmness.FACT:
            continue
        asked = {each.visit_id for each in precedence.waits(visit_id)}
        needed = precedence.needed_by(visit_id)
        if needed is not None:
            asked.add(needed)
        if not asked <= state.placements.keys():
            found.append(visit_id)
    return tuple(found)


def missed_by(state: State, visit_ids: Iterable[str]) -> tuple[str, ...]:
    """
    Take visits out, and say who cannot stay without them.

    Those are the visits that wait for them or need them.  Where what is left does not
    hold alone, they are those of the same batch, generator or site, whichever it is
    that does not.
    """
    before = set(left_without(state))
    drawn = [(each, state.remove(each).channel.supply_id) for each in visit_ids]
    missed = [each for each in left_without(state) if each not in before]
    for visit_id, supply_id in () if missed else drawn:
        missed += _losing(state, state.index.visits[visit_id], supply_id)
    return tuple(dict.fromkeys(missed))


def _losing(state: State, gone: Visit, supply_id: str) -> list[str]:
    """Who has no dose, or not a lawful one, once a visit's dose is not drawn."""
    index = state.index
    supply = index.supplies[supply_id]
    if not (is_in_time(state, supply_id) and is_in_date(state, supply_id)):
        return sorted(_drawn_from(state, {supply_id}))
    if not is_in_yield(state, supply):
        supplies = index.supplies.values()
        alike = {each.id for each in supplies if each.generator is supply.generator}
        return sorted(_drawn_from(state, alike))
    if not keeps_limits(state, supply_id):
        visits = (index.visits[each] for each in sorted(state.placements))
        return [each.id for each in visits if each.site_id == gone.site_id]
    return []


def _drawn_from(state: State, supply_ids: Collection[str]) -> Iterator[str]:
    """Visits that have their dose of one of some batches."""
    for visit_id, placement in state.placements.items():
        if placement.channel.supply_id in supply_ids:
            yield visit_id
