from functools import cache
from random import Random

import pytest

from scheduler.scenarios.generator import GeneratorConfig
from solver.checks import check
from solver.plan.plan import Plan
from solver.problem.problem import Problem
from tests.properties.counts import share
from tests.properties.solving import solved
from tests.solver.checks.mutations import MUTATIONS
from tests.strategies import generated

CONFIGS = [
    GeneratorConfig(units=1, sites=2, days=2, visits=8, seed=seed) for seed in range(4)
]


@cache
def solved_plan(config: GeneratorConfig) -> tuple[Problem, Plan]:
    """A generated problem with the plan that the search found."""
    problem = generated(config, plant=True, losses=0)
    assert problem is not None
    plan = solved(problem).plan
    assert plan is not None
    return problem, plan


def num_detected(config: GeneratorConfig, mutants: int, seed: int) -> int:
    """Mutants judged, every one of them refused."""
    problem, plan = solved_plan(config)
    rng = Random(seed)
    judged = 0
    while judged < mutants:
        for mutation in rng.sample(MUTATIONS, len(MUTATIONS)):
            mutant = mutation(problem, plan, rng)
            if mutant is not None and mutant != plan and judged < mutants:
                judged += 1
                assert check(problem, mutant), f"{mutation.name} is not detected"
    return judged


def test_no_mutant_of_a_solved_plan_passes() -> None:
    """
    Three hundred small changes of a plan as it comes from the search: all refused.
    """
    assert num_detected(CONFIGS[0], mutants=300, seed=0) == 300


@pytest.mark.verify
@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: str(config.seed))
def test_no_mutant_of_ten_thousand_passes(config: GeneratorConfig) -> None:
    """
    A quarter of 10,000 mutants for each plan, and not one undetected.
    """
    assert num_detected(config, mutants=share(2_500), seed=1) == share(2_500)
