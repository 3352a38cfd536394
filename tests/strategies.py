"""Random small problems: generated ones, and tiny ones full of conflicts."""

from random import Random

from hypothesis import assume
from hypothesis import strategies as st

from scheduler.scenarios.generator import GeneratorConfig, generate
from scheduler.scenarios.generator.config import PRODUCTS
from solver.problem.problem import Problem
from tests.properties.tiny import tiny_problem
from tests.solver.checks.mutation import changed


def generated(config: GeneratorConfig, *, plant: bool, losses: int) -> Problem | None:
    """
    A generated problem; ``None`` if so many visits find no room.

    Parameters
    ----------
    losses
        How many of its scanners, people and runs are gone, by the same seed.
    """
    try:
        problem = generate(config, plant=plant).problem
    except ValueError:
        return None
    rng = Random(config.seed)
    for _ in range(losses):
        field = rng.choice(("scanners", "people", "runs"))
        records = getattr(problem, field)
        if records:
            gone = rng.choice(records)
            kept = tuple(each for each in records if each is not gone)
            problem = changed(problem, **{field: kept})
    return problem


@st.composite
def generated_problems(draw: st.DrawFn, max_visits: int = 6) -> Problem:
    """A generated problem of a few visits, planted or not, with or without losses."""
    products = st.lists(st.sampled_from(PRODUCTS), min_size=1, max_size=3, unique=True)
    problem = generated(
        GeneratorConfig(
            units=1,
            sites=draw(st.integers(1, 2)),
            days=draw(st.integers(1, 2)),
            visits=draw(st.integers(1, max_visits)),
            seed=draw(st.integers(0, 10_000)),
            products=tuple(draw(products)),
            tightness=draw(st.sampled_from([0.0, 0.8, 1.0])),
        ),
        plant=draw(st.booleans()),
        losses=draw(st.integers(0, 3)),
    )
    assume(problem is not None)
    assert problem is not None
    return problem


def tiny_problems(visits: int = 3) -> st.SearchStrategy[Problem]:
    """Tiny problems by their seed."""
    return st.integers(0, 100_000).map(lambda seed: tiny_problem(seed, visits))
