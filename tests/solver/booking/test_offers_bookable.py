"""Every slot that is handed out can be booked: the whole new plan passes the checks."""

from collections.abc import Callable
from random import Random

import pytest

from solver.plan.plan import Plan
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.properties.counts import share
from tests.properties.scarce import scarce_problem
from tests.properties.tiny import tiny_problem
from tests.solver.booking.forced import booked, revised, story
from tests.solver.bound_visits import bound_problem, paired
from tests.solver.random_ward import a_random_ward

Make = Callable[[int], Problem]

KINDS: dict[str, Make] = {
    "ward": lambda seed: a_random_ward(Random(seed), 4),
    "bound": bound_problem,
    "paired": lambda seed: paired(bound_problem(seed), seed),
    "scarce": scarce_problem,
    "tiny": lambda seed: tiny_problem(seed, 6),
}
SAMPLES = {
    "norway-week": 12,
    "amyloid-tau": 5,
    "lut-dosimetry": 4,
    "ga-generator-9mo": 2,
    "hotlab-cap": 2,
    "pb212-fih": 2,
}
"""One visit of so many is asked for in every run."""


def others(plan: Plan, visit_id: str) -> dict[str, object]:
    """Where everybody else is, and when."""
    return {
        each.visit_id: (each.injection_min, each.occupations, each.later_scans)
        for each in plan.administrations
        if each.visit_id != visit_id
    }


def count_of_bookable(revision: Revision, visit_ids: list[str], limit: int) -> int:
    """How many slots there are; each is booked, and moves nobody else."""
    count = 0
    before = revision.plan()
    for visit_id in visit_ids:
        for priced, plan in booked(revision, visit_id, limit):
            assert others(plan, visit_id) == others(before, visit_id)
            slot = priced.slot
            (own,) = [e for e in plan.administrations if e.visit_id == visit_id]
            assert (own.injection_min, own.occupations) == (
                slot.injection_min,
                slot.occupations,
            )
            count += 1
    assert revision.plan() == before
    return count


@pytest.mark.parametrize("name", SAMPLES)
def test_offers_of_stories_can_be_booked(name: str) -> None:
    """
    Some visits of each story, seated or not, are seated at each slot they are offered.
    """
    problem = story(name)
    revision = revised(problem)

    sample = [each.id for each in problem.visits[:: SAMPLES[name]]]
    assert count_of_bookable(revision, sample, 4) > len(sample)


@pytest.mark.parametrize("kind", KINDS)
def test_offers_in_tight_plans_can_be_booked(kind: str) -> None:
    """
    In small plans full of conflicts, whatever is offered keeps every rule.
    """
    count = 0
    for seed in range(12):
        rng = Random(seed)
        revision = revised(KINDS[kind](seed), rng, rng.choice([0.4, 0.7, 1.0]))
        visit_ids = list(revision.state.index.visits)
        count += count_of_bookable(revision, visit_ids, 5)

    assert count > 10


@pytest.mark.verify
@pytest.mark.parametrize("name", SAMPLES)
def test_all_offers_of_stories_can_be_booked(name: str) -> None:
    """
    As above, for all visits and all slots.
    """
    problem = story(name)

    visit_ids = [each.id for each in problem.visits]
    assert count_of_bookable(revised(problem), visit_ids, 20) > len(visit_ids)


@pytest.mark.verify
@pytest.mark.parametrize("kind", KINDS)
def test_all_offers_in_many_tight_plans_can_be_booked(kind: str) -> None:
    """
    As above, for many more plans.
    """
    for seed in range(1000, 1000 + share(200)):
        rng = Random(seed)
        revision = revised(KINDS[kind](seed), rng, rng.choice([0.4, 0.7, 1.0]))
        count_of_bookable(revision, list(revision.state.index.visits), 20)
