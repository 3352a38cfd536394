"""What stays of disturbed plans is sound, whatever has happened to them."""

from random import Random

import pytest

from solver.problem.problem import Problem
from solver.revision import Revision
from solver.search.commit import seat_commitments
from solver.state.index import Index
from solver.state.state import State
from tests.properties.counts import share
from tests.properties.test_disturbed_plans import approved as agreed
from tests.properties.test_disturbed_plans import disturbed, facts
from tests.properties.tiny import tiny_problem
from tests.solver.booking.forced import planned


def broken(problem: Problem) -> dict[str, tuple[str, ...]]:
    """What cannot stay, with its rules."""
    return {each.visit_id: each.rules for each in Revision(problem).broken}


def assert_as_sound_as_commitments(seed: int) -> None:
    """What stays of a disturbed plan passes the checks, and facts always stay."""
    rng = Random(seed)
    problem = tiny_problem(seed, 8)
    plan = planned(problem, rng)
    as_of_min = rng.choice([0, rng.randrange(380, 520)])
    later = disturbed(agreed(problem, plan, rng, as_of_min), rng)

    revision = Revision(later)

    assert revision.checked_plan()
    lost = {each.visit_id for each in revision.broken}
    assert lost.isdisjoint(each.visit_id for each in facts(plan, as_of_min))
    assert all(each.rules for each in revision.broken)
    assert lost | set(revision.visit_ids) == {e.visit_id for e in plan.administrations}
    # A replan may keep more of what is agreed, with doses from elsewhere.
    replanned = {each.visit_id for each in seat_commitments(State(Index(later)))}
    held = set(Index(later).committed_visits())
    assert len(replanned) <= len(lost & held)


@pytest.mark.parametrize("seed", range(40))
def test_what_stays_of_a_disturbed_plan_is_sound(seed: int) -> None:
    """
    Something is gone, late, lost or measured weak; some of it was agreed, some made.
    """
    assert_as_sound_as_commitments(seed)


@pytest.mark.verify
@pytest.mark.parametrize("seed", range(1000, 1000 + share(1000)))
def test_what_stays_of_many_disturbed_plans_is_sound(seed: int) -> None:
    """
    As above, for many more plans.
    """
    assert_as_sound_as_commitments(seed)
