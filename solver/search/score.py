"""How good a state is: one tuple, compared level by level."""

from collections import Counter

from solver.constraints import SOFT_RULES
from solver.constraints.base import LevelKey
from solver.plan.result import LevelName
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass
from solver.state.as_before import is_as_before
from solver.state.cancellations import cancellations_nok
from solver.state.index import Index
from solver.state.state import State

_BY_CLASS = {LevelName.KEPT, LevelName.SERVED}


def level_keys(index: Index) -> tuple[LevelKey, ...]:
    """Levels that occur in a problem, first things first."""
    firm = {
        index.visits[visit_id].priority
        for visit_id, firmness in index.committed_visits().items()
        if firmness is not Firmness.HELD
    }
    asked = {
        visit.priority
        for visit in index.visits.values()
        if not index.is_deferrable(visit)
    }
    return (
        *((LevelName.KEPT, each) for each in PriorityClass if each in firm),
        *((LevelName.SERVED, each) for each in PriorityClass if each in asked),
        *((name, None) for name in LevelName if name not in _BY_CLASS),
    )


def level_values(state: State) -> dict[LevelKey, int]:
    """Value of every level of a state."""
    index = state.index
    counts: Counter[LevelKey] = Counter()
    for visit_id in state.placements:
        visit = index.visits[visit_id]
        if index.is_deferrable(visit):
            counts[LevelName.SERVED_EARLY, None] += 1
        else:
            counts[LevelName.SERVED, visit.priority] += 1
    _count_kept(state, counts)
    for rule in SOFT_RULES:
        counts.update(rule.values(state))
    counts[LevelName.COST_NOK, None] = cost_nok(state)
    counts[LevelName.ACTIVITY_KBQ, None] = activity_kbq(state)
    return {key: counts[key] for key in level_keys(index)}


def cost_nok(state: State) -> int:
    """Production, orders, transport, cancellations: what is not committed already."""
    own = sum(
        load.own_cost_nok
        for supply_id, load in state.loads.items()
        if supply_id not in state.stocks
    )
    ways = state.index.ways
    transport = sum(
        ways[way_id].lane.cost_nok
        for way_id, used in state.departures.items()
        if used and way_id not in state.paid
    )
    return own + transport + cancellations_nok(state)


def activity_kbq(state: State) -> int:
    """Activity of all batches at their reference minutes."""
    return sum(
        state.stocks[supply_id].batch.activity_kbq
        if supply_id in state.stocks
        else load.activity_kbq
        for supply_id, load in state.loads.items()
    )


def fullness(state: State) -> int:
    """
    Sum of the squares of the numbers of doses per batch.

    It grows as large batches take doses from small ones, until nobody is left there
    and a run is saved: a slope where cost itself is flat.
    """
    return sum(len(load.doses) ** 2 for load in state.loads.values())


def score(state: State) -> tuple[int, ...]:
    """Values of the levels, signed so that less is better, in order."""
    return tuple(
        -value if name.is_maximized else value
        for (name, _), value in level_values(state).items()
    )


def _count_kept(state: State, counts: Counter[LevelKey]) -> None:
    """Firm commitments that are as in the previous plan."""
    index = state.index
    for visit_id, firmness in index.committed_visits().items():
        now = state.placements.get(visit_id)
        is_firm = firmness is not Firmness.HELD
        if now is not None and is_firm and is_as_before(now, index.previous[visit_id]):
            counts[LevelName.KEPT, index.visits[visit_id].priority] += 1
