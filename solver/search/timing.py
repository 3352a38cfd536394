"""Which batches to time anew together: one, then all that meet at a site on a day."""

from collections.abc import Iterator

from solver.search.budget import Budget
from solver.search.retiming import time_batches
from solver.search.score import score
from solver.state.state import State

LIMIT_S = 3.0
"""Longest search for one timetable; most take a fraction of a second."""

MOST_DOSES = 60
"""Doses that are timed together, at most."""

DOSE_S = 0.05
"""What timing one dose counts for, in deterministic mode."""


def time_all(state: State, budget: Budget, until: float) -> None:
    """
    Time batches anew, again and again, while that makes the plan better.

    Parameters
    ----------
    until
        Share of the limit at which to stop.
    """
    before = None
    while before is None or score(state) < before:
        before = score(state)
        for supply_ids in [*_alone(state), *_at_sites(state)]:
            if not budget.goes_on(until):
                return
            if all(each in state.loads for each in supply_ids):
                _time(state, supply_ids, budget, until)


def _time(
    state: State, supply_ids: tuple[str, ...], budget: Budget, until: float
) -> None:
    """Time some batches anew; the plan is as before if that is no better."""
    state.forget()
    mark, before = state.mark(), score(state)
    if budget.config.is_deterministic:
        num_doses = sum(len(state.loads[each].doses) for each in supply_ids)
        budget.charge_s(num_doses * DOSE_S)
        time_batches(state, supply_ids, None, may_branch=False)
    else:
        time_batches(state, supply_ids, min(LIMIT_S, budget.left_s(until)))
    if score(state) >= before:
        state.undo(mark)
    state.forget()


def _alone(state: State) -> Iterator[tuple[str, ...]]:
    """Every batch by itself, what takes most first."""
    yield from (
        (each,)
        for each in sorted(
            state.loads, key=lambda each: (-state.loads[each].activity_kbq, each)
        )
        if len(state.loads[each].doses) <= MOST_DOSES
    )


def _at_sites(state: State) -> Iterator[tuple[str, ...]]:
    """The batches that serve a site on a day, as many as may be timed together."""
    index = state.index
    days: dict[tuple[str, int], dict[str, None]] = {}
    for visit_id in sorted(state.placements):
        placement, visit = state.placements[visit_id], index.visits[visit_id]
        key = (visit.site_id, index.day_of(visit, placement.injection_min))
        days.setdefault(key, {})[placement.channel.supply_id] = None
    seen = set()
    for supply_ids in days.values():
        chosen: list[str] = []
        num_doses = 0
        for each in sorted(supply_ids):
            num_doses += len(state.loads[each].doses)
            if num_doses > MOST_DOSES:
                break
            chosen.append(each)
        if len(chosen) > 1 and tuple(chosen) not in seen:
            seen.add(tuple(chosen))
            yield tuple(chosen)
