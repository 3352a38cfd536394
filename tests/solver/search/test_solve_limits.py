"""How a solve ends: in time, when asked to, the same twice, and never unverified."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler.scenarios.generator import GeneratorConfig, generate
from solver.checks import check, check_result
from solver.checks.violation import Violation
from solver.config import SolverConfig
from solver.errors import UnverifiedPlan
from solver.plan.result import LevelName, Result, SolveStatus
from solver.search import keeper
from solver.search.progress import Progress
from solver.solve import solve
from tests.properties.tiny import tiny_problem
from tests.solver.checks.mutation import changed

ROOT = Path(__file__).parents[3]
SIXTY = GeneratorConfig(units=1, sites=3, days=2, visits=60, seed=2)
PROGRAM = """
from scheduler.scenarios.generator import GeneratorConfig, generate
from solver.config import SolverConfig
from solver.solve import solve
config = GeneratorConfig(units=1, sites=2, days=1, visits={visits}, seed=5)
result = solve(
    generate(config).problem,
    SolverConfig(time_limit_s={limit}, is_deterministic=True, seed=3),
)
print(result.plan.model_dump_json())
print([level.model_dump_json() for level in result.levels])
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("visits", "limit"),
    [
        pytest.param(6, 2.0, id="exact model over the whole"),
        pytest.param(20, 1.0, id="ruin and recreate, pieces, bounds"),
    ],
)
def test_deterministic_mode_repeats_byte_for_byte(visits: int, limit: float) -> None:
    """
    Two processes that hash differently print the same plan and the same levels.
    """
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM.format(visits=visits, limit=limit)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(outputs) == 1
    assert '"administrations":[{' in outputs.pop()


@pytest.mark.slow
def test_time_limit_is_kept() -> None:
    """
    With three seconds to go the answer is there within five, and verified.
    """
    problem = generate(SIXTY).problem
    began = time.monotonic()

    result = solve(problem, SolverConfig(time_limit_s=3, num_workers=1))

    assert time.monotonic() - began < 5
    assert result.wall_time_s < 5
    assert check_result(problem, result) == []


@pytest.mark.parametrize("limit", [0.001, 0.3])
def test_hardly_any_time_still_gives_a_plan(limit: float) -> None:
    """
    A first plan comes at once, whatever the limit.
    """
    problem = generate(SIXTY).problem

    result = solve(problem, SolverConfig(time_limit_s=limit, num_workers=1))

    assert result.plan is not None
    assert len(result.plan.administrations) > 30
    assert check_result(problem, result) == []


def test_asked_to_stop_it_returns_the_best_so_far() -> None:
    """
    A yes at the first better plan ends a long solve soon, with a verified plan.
    """
    problem = generate(SIXTY).problem
    phases: list[str] = []
    began = time.monotonic()

    result = solve(
        problem,
        SolverConfig(time_limit_s=600, num_workers=1),
        on_progress=lambda progress: phases.append(progress.phase),
        should_stop=lambda: "improve" in phases,
    )

    assert time.monotonic() - began < 20
    assert result.plan is not None
    assert check_result(problem, result) == []


def test_asked_to_stop_at_once_it_returns_the_first_plan() -> None:
    """
    Even then nobody is told *no plan*: construction takes a moment.
    """
    problem = tiny_problem(3, visits=4)

    result = solve(problem, should_stop=lambda: True)

    assert result.status in {SolveStatus.OPTIMAL, SolveStatus.FEASIBLE}
    assert check_result(problem, result) == []


def test_progress_only_gets_better() -> None:
    """
    Values told never fall behind those told before; the last are the result's.
    """
    problem = generate(
        GeneratorConfig(units=1, sites=2, days=1, visits=14, seed=4)
    ).problem
    told: list[Progress] = []

    result = solve(
        problem, SolverConfig(time_limit_s=2, num_workers=1), on_progress=told.append
    )

    values = [
        tuple(
            -level.value if level.name.is_maximized else level.value
            for level in each.levels
        )
        for each in told
    ]
    assert values == sorted(values, reverse=True)
    assert told[-1].phase == "done"
    assert told[-1].levels == result.levels


@pytest.mark.parametrize("visits", [3, 12])
def test_nobody_can_be_served_and_that_is_the_answer(visits: int) -> None:
    """
    Without a run, small and large problems end with everybody left out, and proved.
    """
    problem = changed(tiny_problem(3, visits), runs=(), orders=())

    result = solve(problem, SolverConfig(time_limit_s=5, num_workers=1))

    assert result.status is SolveStatus.OPTIMAL
    assert result.plan is not None
    assert result.plan.administrations == ()
    assert len(result.left_out) + len(result.deferred) == visits
    assert all(each.is_impossible for each in result.left_out)
    assert check_result(problem, result) == []


@pytest.mark.parametrize("visits", [4, 14])
def test_refused_plans_are_never_returned(
    monkeypatch: pytest.MonkeyPatch, visits: int
) -> None:
    """
    With a checker that refuses everything there is an error of ours, and no result.
    """
    refused = [Violation("identity", "plan", "refused on principle")]
    monkeypatch.setattr(keeper, "check", lambda problem, plan: refused)
    config = GeneratorConfig(units=1, sites=1, days=1, visits=visits, seed=1)

    with (
        pytest.raises(UnverifiedPlan, match="refused on principle"),
        pytest.warns(RuntimeWarning, match="refused on principle"),
    ):
        solve(generate(config).problem, SolverConfig(time_limit_s=1, num_workers=1))


def bound_allows(result: Result, values: dict[LevelName, int]) -> bool:
    """Whether no bound of the levels served says less than these values."""
    served = [e for e in result.levels if e.name is LevelName.SERVED]
    return sum(level.bound for level in served) >= values[LevelName.SERVED]


@pytest.mark.parametrize("seed", range(3))
def test_bounds_allow_for_the_planted_plan(seed: int) -> None:
    """
    The generator hides a plan that serves everybody: no bound may exclude it.

    And where the search serves everybody as well, it pays no less than the bound.
    """
    config = GeneratorConfig(
        units=1, sites=2, days=2, visits=30, seed=seed, tightness=1.0
    )
    made = generate(config)
    assert made.planted is not None
    assert check(made.problem, made.planted) == []

    result = solve(made.problem, SolverConfig(time_limit_s=2, num_workers=1))

    assert bound_allows(result, {LevelName.SERVED: config.visits})
    assert check_result(made.problem, result) == []
