"""Bounds that hold before anything is solved: everybody served, for nothing."""

from solver.constraints.base import LevelKey
from solver.constraints.fairness import asked_in_groups, permille
from solver.constraints.stability import held_visits
from solver.plan.result import Broken, LevelName
from solver.problem.base import MAX_MINUTES
from solver.problem.commitments import Firmness
from solver.search.commit import may_be_kept
from solver.search.reach import links, minutes_of
from solver.search.score import level_keys, level_values
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.state import State


def trivial_bounds(
    base: State, broken: tuple[Broken, ...], impossible: frozenset[str]
) -> dict[LevelKey, int]:
    """
    What no plan can better, by what is committed, broken and impossible alone.

    Parameters
    ----------
    base
        A state that holds the commitments and nothing else.
    """
    index = base.index
    bounds = dict.fromkeys(level_keys(index), 0)
    for visit_id, visit in index.visits.items():
        if visit_id in impossible:
            continue
        if index.is_deferrable(visit):
            bounds[LevelName.SERVED_EARLY, None] += 1
        else:
            bounds[LevelName.SERVED, visit.priority] += 1
    kept = level_values(base)
    for key in bounds:
        if key[0] is LevelName.KEPT:
            bounds[key] = kept[key]
    committed = index.committed_visits()
    for each in broken:
        is_firm = committed[each.visit_id] is not Firmness.HELD
        if is_firm and each.visit_id not in impossible:
            priority = index.visits[each.visit_id].priority
            bounds[LevelName.KEPT, priority] += may_be_kept(index, each.visit_id)
    _bound_stability(index, broken, impossible, bounds)
    refused = (
        permille(len(impossible.intersection(ids)), len(ids))
        for ids in asked_in_groups(index).values()
    )
    bounds[LevelName.REFUSAL_PERMILLE, None] = max(refused, default=0)
    # What is kept waits, and is outside its preferred hours, whatever else is done.
    for name in (LevelName.WAITING_DAYS, LevelName.OUTSIDE_PREFERRED):
        bounds[name, None] = kept[name, None]
    return bounds


def _bound_stability(
    index: Index,
    broken: tuple[Broken, ...],
    impossible: frozenset[str],
    bounds: dict[LevelKey, int],
) -> None:
    """Broken visits that cannot be injected at their minute by anybody have moved."""
    ids = {each.visit_id for each in broken}
    moved = [
        each
        for each in held_visits(index)
        if each.visit.id in ids
        and (each.visit.id in impossible or not _may_stay(index, each.visit.id))
    ]
    bounds[LevelName.TOUCHED, None] = len({each.who for each in moved})
    bounds[LevelName.BUMPED_AGAIN, None] = sum(each.was_bumped for each in moved)


def _may_stay(index: Index, visit_id: str) -> bool:
    """Whether an empty plan could inject a broken visit at the minute it had."""
    empty = State(index)
    empty.begin_min = -MAX_MINUTES
    visit, minute = index.visits[visit_id], index.previous[visit_id].injection_min
    frame, minutes = minutes_of(empty, visit)
    if not frame.holds(minutes, minute):
        return False
    return bool(links(empty, visit, Frame.of_minute(minute), 1)) or any(
        stock.supply.product.id == visit.product_id for stock in empty.stocks.values()
    )
