"""Batches timed anew: never worse, always sound, and at the bound."""

import pytest

from scheduler.scenarios.generator import GeneratorConfig, generate
from solver.checks import check
from solver.config import SolverConfig
from solver.search.budget import Budget
from solver.search.retiming import time_batches
from solver.search.score import activity_kbq, score
from solver.search.stages import Search
from solver.search.timing import time_all
from solver.state.record import plan_of
from solver.state.state import State
from tests.benchmarks.common_rules import cut_to_common_rules


def _constructed(seed: int, *, is_common: bool) -> tuple[Search, State]:
    """A first plan, as construction leaves it."""
    config = GeneratorConfig(units=2, sites=2, days=2, visits=24, seed=seed)
    problem = generate(config, plant=True).problem
    if is_common:
        problem = cut_to_common_rules(problem)
    limit = SolverConfig(time_limit_s=20, is_deterministic=True)
    search = Search(problem, Budget(limit))
    search.seat_commitments()
    search.construct()
    return search, search.keeper.state_of(search.keeper.placements)


@pytest.mark.parametrize("is_common", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_timing_makes_no_plan_worse(seed: int, is_common: bool) -> None:
    """
    Under all rules and under the common ones; the checker agrees.
    """
    search, state = _constructed(seed, is_common=is_common)
    before = score(state)

    time_all(state, search.budget, 1.0)

    assert score(state) <= before
    assert check(search.index.problem, plan_of(state)) == []


def test_a_plan_is_timed_at_its_bound() -> None:
    """
    What doses take is what no timetable can be below, and twice gives nothing more.
    """
    _, state = _constructed(1, is_common=True)
    num_better = 0
    for supply_id in sorted(state.loads):
        before = activity_kbq(state)
        bound = time_batches(state, [supply_id], None)
        num_better += activity_kbq(state) < before
        load = state.loads[supply_id]
        drawn = sum(each.demand_kbq for each in load.doses)
        again = time_batches(state, [supply_id], None)

        assert bound is not None
        assert again is not None
        assert drawn <= bound + 1
        assert sum(each.demand_kbq for each in load.doses) >= again

    assert num_better


def test_what_was_told_is_not_timed() -> None:
    """
    A visit that is locked keeps its minute.
    """
    _, state = _constructed(1, is_common=True)
    before = {id_: seat.injection_min for id_, seat in state.placements.items()}
    state.locked.update(before)

    for supply_id in sorted(state.loads):
        assert time_batches(state, [supply_id], None) is None

    assert {id_: seat.injection_min for id_, seat in state.placements.items()} == before
