import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.scenarios.generator import GeneratorConfig
from solver.plan.result import Result, SolveStatus
from solver.problem.problem import Problem
from tests.properties.counts import share
from tests.properties.solving import solved
from tests.properties.tiny import tiny_problem
from tests.strategies import generated, generated_problems, tiny_problems


def assert_consistent(problem: Problem, result: Result) -> None:
    """Status, plan, levels and lists say the same; the checker has nothing to add."""
    assert result.status in {SolveStatus.OPTIMAL, SolveStatus.FEASIBLE}
    assert result.plan is not None
    assert (result.status is SolveStatus.OPTIMAL) == all(
        level.is_proved for level in result.levels
    )
    visits = {visit.id: visit for visit in problem.visits}
    served = {each.visit_id for each in result.plan.administrations}
    left = {each.visit_id for each in result.left_out}
    deferred = {each.visit_id for each in result.deferred}
    assert sorted([*served, *left, *deferred]) == sorted(visits)
    assert all(visits[e].window_end_min > problem.horizon_min for e in deferred)
    assert all(visits[e].window_end_min <= problem.horizon_min for e in left)
    assert all(each.rules for each in result.left_out)
    assert result.broken == ()


SLOW = settings(
    deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@settings(SLOW, max_examples=12)
@given(problem=generated_problems(max_visits=4))
def test_generated_problems_are_solved_without_a_violation(problem: Problem) -> None:
    """
    With resources and runs missing too, every plan passes the independent checks.
    """
    assert_consistent(problem, solved(problem))


@settings(SLOW, max_examples=12)
@given(problem=tiny_problems(visits=4))
def test_tiny_problems_are_solved_without_a_violation(problem: Problem) -> None:
    """
    Where everything binds, every plan passes the independent checks.
    """
    assert_consistent(problem, solved(problem))


@pytest.mark.verify
@pytest.mark.parametrize("seed", range(share(100)))
def test_many_generated_problems_are_solved(seed: int) -> None:
    """
    Half of the 200 random instances: generated, up to a dozen visits.
    """
    problem = generated(
        GeneratorConfig(
            units=1,
            sites=1 + seed % 2,
            days=1 + seed % 3,
            visits=1 + seed % 12,
            seed=seed,
            tightness=(0.0, 0.8, 1.0)[seed % 3],
        ),
        plant=bool(seed % 2),
        losses=seed % 4,
    )
    assert problem is not None
    assert_consistent(problem, solved(problem))


@pytest.mark.verify
@pytest.mark.parametrize("seed", range(share(100)))
def test_many_tiny_problems_are_solved(seed: int) -> None:
    """
    The other half of the 200 random instances: tiny ones, up to eight visits.
    """
    problem = tiny_problem(seed, visits=1 + seed % 8)
    assert_consistent(problem, solved(problem))
