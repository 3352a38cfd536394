import pytest

from solver.checks import check
from solver.config import SolverConfig
from solver.plan.result import SolveStatus
from solver.problem.commitments import Commitments, Firmness, VisitCommitment
from solver.search.bounds import Assignment
from solver.search.budget import Budget
from solver.solve import solve
from solver.state.index import Index
from solver.state.state import State
from tests.solver.bound_visits import bound_problem, paired

CONFIG = SolverConfig(time_limit_s=10, is_deterministic=True)
SHORT = SolverConfig(time_limit_s=2, is_deterministic=True)


@pytest.mark.parametrize("seed", range(6))
def test_small_problems_are_solved_and_no_bound_is_beaten(seed: int) -> None:
    """
    The exact model proves them; the relaxation promises no more than it finds.
    """
    problem = paired(bound_problem(seed), seed)

    result = solve(problem, CONFIG)

    assert result.plan is not None
    assert check(problem, result.plan) == []
    assert result.status is SolveStatus.OPTIMAL
    values = {(level.name, level.priority): level.value for level in result.levels}
    relaxation = Assignment(State(Index(problem)), frozenset())
    for key, bound in relaxation.bounds(values, Budget(CONFIG, None)).items():
        sign = 1 if key[0].is_maximized else -1
        assert sign * (bound - values[key]) >= 0, key


@pytest.mark.parametrize("seed", [100, 105, 113])
def test_larger_problems_are_planned_by_the_rules(seed: int) -> None:
    """
    Insertion, ruin and recreate and exact pieces keep all bonds between visits.
    """
    problem = paired(bound_problem(seed, 14), seed)

    result = solve(problem, SHORT)

    assert result.plan is not None
    assert result.plan.administrations
    assert check(problem, result.plan) == []


@pytest.mark.parametrize("seed", [4, 17])
def test_a_replan_stands_and_a_disturbed_one_is_mended(seed: int) -> None:
    """
    What is agreed stays as it is; with a nurse's first day gone, the rest is verified.
    """
    problem = paired(bound_problem(seed, 7), seed)
    first = solve(problem, SHORT)
    assert first.plan is not None
    held = Commitments(
        previous=first.plan,
        visits=tuple(
            VisitCommitment(visit_id=each.visit_id, firmness=Firmness.CONFIRMED)
            for each in first.plan.administrations
        ),
    )
    agreed = problem.model_copy(update={"commitments": held})

    again = solve(agreed, SHORT)

    assert again.plan is not None
    assert again.broken == ()
    kept = {each.visit_id: each.injection_min for each in first.plan.administrations}
    now = {each.visit_id: each.injection_min for each in again.plan.administrations}
    assert {id_: now[id_] for id_ in kept} == kept

    nurse = problem.people[0]
    absent = nurse.model_copy(update={"available": nurse.available[1:]})
    disturbed = agreed.model_copy(update={"people": (absent, *problem.people[1:])})
    mended = solve(disturbed, SHORT)
    assert mended.plan is not None
    assert mended.broken
    assert check(disturbed, mended.plan) == []
