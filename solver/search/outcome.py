"""Write down how a solve ended: levels, left out, deferred, broken."""

import warnings
from collections.abc import Mapping

from solver.constraints.base import LevelKey
from solver.explain.left_out import binding_rules
from solver.explain.words import reason
from solver.plan.result import (
    Broken,
    Deferred,
    LeftOut,
    Level,
    Result,
    SolveStatus,
)
from solver.problem.demand import Visit
from solver.search.budget import Budget
from solver.search.keeper import Keeper
from solver.search.score import level_values
from solver.state.as_before import is_as_before
from solver.state.index import Index
from solver.state.state import State


def levels(
    values: Mapping[LevelKey, int], bounds: Mapping[LevelKey, int]
) -> tuple[Level, ...]:
    """
    Levels with value and bound.

    A value that beats its bound proves the bound wrong, not the value: it is told as
    a defect, and the bound gives way.
    """
    found = []
    for (name, priority), value in values.items():
        bound = bounds[name, priority]
        if (value - bound) * (1 if name.is_maximized else -1) > 0:
            message = f"level {name}: the value {value} beats its bound {bound}"
            warnings.warn(message, RuntimeWarning, stacklevel=2)
            bound = value
        found.append(Level(name=name, priority=priority, value=value, bound=bound))
    return tuple(found)


def result_of(
    keeper: Keeper,
    base: State,
    facts: tuple[tuple[Broken, ...], frozenset[str], Mapping[LevelKey, int]],
    budget: Budget,
) -> Result:
    """
    The result that carries the keeper's plan.

    Parameters
    ----------
    facts
        Broken commitments, visits proved impossible, and proved bounds.
    """
    broken, impossible, bounds = facts
    index = base.index
    problem = index.problem
    plan = keeper.plan
    state = keeper.state_of(keeper.placements)
    found = levels(level_values(state), bounds) if plan else ()
    status = SolveStatus.INFEASIBLE
    if plan is not None:
        is_proved = all(level.is_proved for level in found)
        status = SolveStatus.OPTIMAL if is_proved else SolveStatus.FEASIBLE
    waiting = [
        visit
        for visit_id, visit in index.visits.items()
        if visit_id not in state.placements
    ]
    return Result(
        problem_name=problem.name,
        problem_digest=problem.digest(),
        origin_at=problem.origin_at,
        status=status,
        plan=plan,
        levels=found,
        left_out=tuple(
            _left_out(base, state, visit, (impossible, budget))
            for visit in waiting
            if not index.is_deferrable(visit)
        ),
        deferred=tuple(
            Deferred(visit_id=visit.id, decide_by_min=_decide_by_min(index, visit))
            for visit in waiting
            if index.is_deferrable(visit)
        ),
        broken=tuple(each for each in broken if not _is_kept(state, each.visit_id)),
        wall_time_s=round(budget.wall_s, 3),
    )


def _left_out(
    base: State, state: State, visit: Visit, known: tuple[frozenset[str], Budget]
) -> LeftOut:
    """Why a visit is left out: alone, or because others are kept."""
    impossible, budget = known
    is_impossible = visit.id in impossible
    # Explanations come after the search: past the limit, the first reason must do.
    is_brief = budget.spent() >= 1.0 and not budget.config.is_deterministic
    missing = _missing(state, visit)
    if missing is not None:
        rules: tuple[str, ...] = (missing[0],)
        why = missing[1]
    elif is_impossible:
        rules = binding_rules(
            _with_required(base, state, visit), visit, is_brief=is_brief
        )
        why = reason(rules, is_impossible=True)
    else:
        rules = binding_rules(state, visit, is_brief=is_brief)
        why = reason(rules, is_impossible=is_impossible)
    return LeftOut(
        visit_id=visit.id, rules=rules, is_impossible=is_impossible, reason=why
    )


def _is_kept(state: State, visit_id: str) -> bool:
    """Whether a broken visit has come to sit exactly where it was, after all."""
    now = state.placements.get(visit_id)
    return now is not None and is_as_before(now, state.index.previous[visit_id])


def _missing(state: State, visit: Visit) -> tuple[str, str] | None:
    """The rule that asks for a visit which is not served, and what it asks."""
    if visit.follows is not None and visit.follows.visit_id not in state.placements:
        earlier = visit.follows.visit_id
        return "visit_windows", f"It follows {earlier}, which is not served."
    precedence = state.index.precedence
    for wait in precedence.cohort_waits(visit.id):
        if wait.visit_id not in state.placements:
            return "cohorts", f"It waits for {wait.visit_id}, which is not served."
    needed = precedence.needed_by(visit.id)
    if needed is not None and needed not in state.placements:
        return "follow_up_imaging", f"It needs {needed}, which is not served."
    return None


def _with_required(base: State, state: State, visit: Visit) -> State:
    """The commitments alone, and what the visit requires where the plan has it."""
    required = [
        each
        for each in base.index.precedence.requirements(visit.id)
        if each in state.placements and each not in base.placements
    ]
    if not required:
        return base
    alone = State(base.index)
    for placement in (
        *(state.placements.get(each, kept) for each, kept in base.placements.items()),
        *(state.placements[each] for each in required),
    ):
        alone.insert(placement)
    return alone


def _decide_by_min(index: Index, visit: Visit) -> int:
    """Window's end less the shortest order lead of the visit's product."""
    leads = [
        supply.latest_min - supply.cutoff_min
        for supply in index.supplies_of(visit.product_id)
    ]
    return visit.window_end_min - max(min(leads, default=0), 0)
