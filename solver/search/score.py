"""How good a state is: one tuple, compared level by level."""

from collections import Counter

from solver.plan.plan import Administration
from solver.plan.result import LevelName
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

LevelKey = tuple[LevelName, PriorityClass | None]


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
        (LevelName.SERVED_EARLY, None),
        (LevelName.TOUCHED, None),
        (LevelName.MOVED_MIN, None),
        (LevelName.COST_NOK, None),
        (LevelName.ACTIVITY_KBQ, None),
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
    _count_commitments(state, counts)
    counts[LevelName.COST_NOK, None] = cost_nok(state)
    counts[LevelName.ACTIVITY_KBQ, None] = activity_kbq(state)
    return {key: counts[key] for key in level_keys(index)}


def cost_nok(state: State) -> int:
    """Production, orders and transport that are not committed already."""
    own = sum(
        load.own_cost_nok
        for supply_id, load in state.loads.items()
        if supply_id not in state.stocks
    )
    ways = state.index.ways
    return own + sum(
        ways[way_id].lane.cost_nok
        for way_id, used in state.departures.items()
        if used and way_id not in state.paid
    )


def activity_kbq(state: State) -> int:
    """Activity of all batches at their reference minutes."""
    return sum(
        state.stocks[supply_id].batch.activity_kbq
        if supply_id in state.stocks
        else load.activity_kbq
        for supply_id, load in state.loads.items()
    )


def score(state: State) -> tuple[int, ...]:
    """Values of the levels, signed so that less is better, in order."""
    return tuple(
        -value if name.is_maximized else value
        for (name, _), value in level_values(state).items()
    )


def _count_commitments(state: State, counts: Counter[LevelKey]) -> None:
    """Kept, touched and moved, against the previous plan."""
    index = state.index
    committed = index.committed_visits()
    for before in index.problem.commitments.previous.administrations:
        if before.visit_id not in committed:
            continue
        now = state.placements.get(before.visit_id)
        visit = index.visits[before.visit_id]
        if now is None:
            counts[LevelName.TOUCHED, None] += 1
            continue
        moved = abs(now.injection_min - before.injection_min)
        counts[LevelName.MOVED_MIN, None] += moved
        counts[LevelName.TOUCHED, None] += moved > 0
        firm = committed[visit.id] is not Firmness.HELD
        if firm and is_as_before(now, before):
            counts[LevelName.KEPT, visit.priority] += 1


def is_as_before(now: Placement, before: Administration) -> bool:
    """Whether a visit keeps its minutes and its resources, whatever its source."""
    return (
        now.alternative,
        now.injection_min,
        now.scan_start_min,
        now.occupations,
    ) == (
        before.alternative,
        before.injection_min,
        before.scan_start_min,
        before.occupations,
    )
