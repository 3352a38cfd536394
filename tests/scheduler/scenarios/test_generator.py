"""Generated instances: sizes, determinism, and a planted plan that holds."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scheduler.scenarios.generator import SMALL, TIGHT, GeneratorConfig, generate
from solver.checks import check
from solver.plan.plan import Purpose
from tests.benchmarks.list_heuristic import first_come_first_served

ROOT = Path(__file__).parents[3]

MANY_SITES = GeneratorConfig(units=3, sites=8, days=2, visits=90, seed=5)
ONE_PRODUCT = GeneratorConfig(
    units=1, sites=1, days=1, visits=8, seed=2, products=("fdg",)
)
THERAPIES = GeneratorConfig(
    units=1, sites=2, days=4, visits=20, seed=3, products=("lu177", "ra223")
)
CONFIGS = [
    pytest.param(SMALL, id="small"),
    pytest.param(TIGHT, id="tight"),
    pytest.param(MANY_SITES, id="many-sites"),
    pytest.param(ONE_PRODUCT, id="one-product"),
    pytest.param(THERAPIES, id="therapies"),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_instance_has_the_size_asked_for(config: GeneratorConfig) -> None:
    """
    Visits, sites, cyclotron units and days are those of the configuration.
    """
    problem = generate(config).problem

    assert len(problem.visits) == config.visits
    assert len(problem.sites) == config.sites
    assert len({line.unit_id for line in problem.lines}) == (
        0 if config is THERAPIES else config.units
    )
    assert problem.horizon_min == config.days * 24 * 60
    assert {visit.product_id for visit in problem.visits} <= set(config.products)


@pytest.mark.parametrize("config", CONFIGS)
def test_planted_plan_serves_everybody_and_passes_the_checks(
    config: GeneratorConfig,
) -> None:
    """
    The hidden plan keeps every rule and seats every visit.
    """
    generated = generate(config)

    assert generated.planted is not None
    assert {each.visit_id for each in generated.planted.administrations} == {
        visit.id for visit in generated.problem.visits
    }
    assert list(check(generated.problem, generated.planted)) == []


def test_same_seed_same_instance_on_any_hash_seed() -> None:
    """
    Digest and plan depend on the configuration only, not on Python's hashing.
    """
    program = (
        "from scheduler.scenarios.generator import SMALL, generate\n"
        "made = generate(SMALL)\n"
        "print(made.problem.digest())\n"
        "print(made.planted.model_dump_json())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1")
    }

    assert len(outputs) == 1
    assert generate(SMALL).problem.digest() in outputs.pop()


def test_another_seed_is_another_instance() -> None:
    """
    The seed alone tells two instances of one size apart.
    """
    first = GeneratorConfig(units=1, sites=2, days=2, visits=20, seed=1)
    second = GeneratorConfig(units=1, sites=2, days=2, visits=20, seed=2)

    assert generate(first).problem.visits != generate(second).problem.visits


def test_instance_without_planted_plan_has_none() -> None:
    """
    Without planting there is no plan, and the same network is asked anew.
    """
    loose = generate(SMALL, plant=False)

    assert loose.planted is None
    assert len(loose.problem.visits) == SMALL.visits
    assert loose.problem.processes == generate(SMALL).problem.processes


def test_tight_preset_defeats_first_come_first_served() -> None:
    """
    All 150 visits fit, scanners are 85 to 95 % used, and a list seats 90 % at most.
    """
    generated = generate(TIGHT)
    assert generated.planted is not None
    held_min = sum(
        each.end_min - each.start_min
        for administration in generated.planted.administrations
        for each in administration.occupations
        if each.purpose is Purpose.SCANNER
    )
    open_min = sum(
        each.end_min - each.start_min
        for scanner in generated.problem.scanners
        for each in scanner.available
    )

    seated, plan = first_come_first_served(generated.problem)

    assert TIGHT.visits >= 100
    assert 0.85 <= held_min / open_min <= 0.95
    assert len(plan.administrations) == seated
    assert list(check(generated.problem, plan)) == []
    # 90 % of 150; it seats more than half, so it is no straw man either.
    assert TIGHT.visits // 2 < seated <= 135


def test_list_heuristic_seats_a_loose_instance() -> None:
    """
    Where hours are generous, first come, first served is good enough.
    """
    loose = GeneratorConfig(units=1, sites=2, days=3, visits=24, seed=4, tightness=0.0)
    problem = generate(loose).problem

    seated, plan = first_come_first_served(problem)

    assert list(check(problem, plan)) == []
    assert seated >= 22


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"units": 3}, "a site of its own"),
        ({"days": 0}, "start at 1"),
        ({"tightness": 1.1}, "not in"),
        ({"products": ("gold",)}, "not out of"),
    ],
)
def test_configuration_is_refused(changes: dict[str, Any], message: str) -> None:
    """
    A configuration that cannot be meant says so.
    """
    base: dict[str, Any] = {"units": 1, "sites": 2, "days": 1, "visits": 4, "seed": 0}

    with pytest.raises(ValueError, match=message):
        GeneratorConfig(**(base | changes))


def test_too_many_visits_are_refused() -> None:
    """
    What finds no room is an error, never a smaller instance.
    """
    crowded = GeneratorConfig(
        units=1, sites=1, days=1, visits=400, seed=0, products=("c11",)
    )

    with pytest.raises(ValueError, match="find no room"):
        generate(crowded)
