"""The relaxation's bounds, before anything makes them fit the values at hand."""

import pytest

from scheduler.scenarios.generator import GeneratorConfig, generate
from solver.checks import check
from solver.checks import level_values as checked_values
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.problem import Problem
from solver.search.bounds import Assignment
from solver.search.budget import Budget
from solver.search.score import level_values
from solver.state.index import Index
from solver.state.record import plan_of
from solver.state.state import State
from tests.properties.solving import REPEATABLE
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.state.seating import a_state, placements_of


def assert_allows(problem: Problem, plan: Plan, base: State) -> None:
    """No bound, given the plan's own values, says that the plan cannot be."""
    assert check(problem, plan) == []
    values = checked_values(problem, plan)
    state = State(base.index)
    for visit_id, placement in sorted(placements_of(plan).items()):
        assert visit_id in base.index.visits
        state.insert(placement)
    assert level_values(state) == values

    bounds = Assignment(base, frozenset()).bounds(values, Budget(REPEATABLE))

    for key, bound in bounds.items():
        if key[0].is_maximized:
            assert bound >= values[key], key
        else:
            assert bound <= values[key], key
    names = {name for name, _ in bounds}
    assert names >= {LevelName.SERVED, LevelName.COST_NOK, LevelName.ACTIVITY_KBQ}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("products", [("fdg", "psma", "ga68"), ("lu177", "ra223")])
def test_planted_plan_is_within_all_bounds(
    seed: int, products: tuple[str, ...]
) -> None:
    """
    Served, cost and activity of the hidden plan are possible in the relaxation.
    """
    made = generate(
        GeneratorConfig(
            units=1, sites=2, days=2, visits=16, seed=seed, products=products
        )
    )
    assert made.planted is not None

    assert_allows(made.problem, made.planted, State(Index(made.problem)))


def test_hand_made_plan_is_within_all_bounds() -> None:
    """
    Multi-dose vials, unit doses, whole vials, a van, a flight, and a follower.
    """
    assert_allows(a_problem(), a_plan(), State(Index(a_problem())))


def test_draws_on_batches_that_are_made_are_within_all_bounds() -> None:
    """
    R1 and O1 are made; A to C and F are not committed, but may use them for nothing.
    """
    problem = changed(
        a_problem(),
        commitments=Commitments(
            previous=a_plan(),
            batches=tuple(
                BatchCommitment(batch_id=each, firmness=Firmness.FACT)
                for each in ("R1", "O1")
            ),
        ),
    )
    plan = plan_of(a_state(problem, "ABCDEF"))

    assert_allows(problem, plan, State(Index(problem)))


def test_relaxation_knows_what_no_batch_can_serve() -> None:
    """
    Without R1 nobody gets FDG: the bound of its class is two, D and F.
    """
    runs = tuple(each for each in a_problem().runs if each.id != "R1")
    base = State(Index(a_problem(runs=runs)))
    values = level_values(base)

    bounds = Assignment(base, frozenset()).bounds(values, Budget(REPEATABLE))

    served = {p: b for (name, p), b in bounds.items() if name is LevelName.SERVED}
    assert sorted(served.values()) == [0, 2]
    assert bounds[LevelName.SERVED_EARLY, None] == 1  # E, from R3
