"""A revision that was tried on answers like a fresh one."""

from random import Random
from typing import Any

import pytest

from solver.revision import Revision
from tests.properties.tiny import tiny_problem
from tests.solver.booking.forced import (
    in_force,
    planned,
    revised,
    story,
)
from tests.solver.bound_visits import bound_problem


def test_copy_is_another_one() -> None:
    """
    Neither is touched by what is seated in the other.
    """
    revision = revised(story("lut-dosimetry"), Random(1), 0.6)
    before, (free, *_) = revision.plan(), _free(revision)
    other = revision.copy()
    slot = revision.offers(free)[0].slot

    other.seat(slot)

    assert revision.plan() == before
    assert other.plan() != before
    assert revision.misfits(slot) == ()
    revision.seat(slot)
    assert revision.plan() == other.plan()


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("make", [tiny_problem, bound_problem])
def test_reused_revision_answers_like_a_fresh_one(make: Any, seed: int) -> None:
    """
    After visits were seated, lifted and taken back, all offers are as in the beginning.
    """
    rng = Random(seed)
    problem = make(seed)
    problem = in_force(problem, planned(problem, rng, 0.6))
    fresh, reused = Revision(problem), Revision(problem)
    visit_ids = [each.id for each in problem.visits]
    mark = reused.mark()
    for visit_id in rng.choices(visit_ids, k=12):
        reused.lift(visit_id)
        slots = reused.offers(visit_id, 5)
        if slots:
            reused.seat(rng.choice(slots).slot)
    reused.undo(mark)

    assert reused.plan() == fresh.plan()
    for visit_id in visit_ids:
        assert reused.offers(visit_id) == fresh.offers(visit_id)
        assert Revision(problem).offers(visit_id) == fresh.offers(visit_id)


def _free(revision: Revision) -> list[str]:
    """Visits that have slots and none of which is taken."""
    return [
        each
        for each in revision.state.index.visits
        if revision.placed(each) is None and revision.offers(each, 1)
    ]
