"""Slots are seated, and everything else stays where it is."""

from typing import Any

import pytest

from solver.errors import SlotTaken, StillNeeded
from solver.plan.slot import Slot
from solver.problem.demand import Follows
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.solver.builders import (
    a_person,
    a_problem,
    a_visit,
)
from tests.solver.checks.mutation import changed
from tests.solver.search.approval import approved
from tests.solver.several_days import a_dose, three_days


def two_visits(**overrides: Any) -> Problem:
    """Two visits and one of everything: each can be at any time of its window."""
    return a_problem((a_visit("A"), a_visit("B")), **overrides)


def a_pair(**stress: Any) -> Problem:
    """A rest scan that needs its stress scan, which comes a day later."""
    fields: dict[str, Any] = {
        "participant_id": "P",
        "follows": Follows(visit_id="rest", min_days=1, max_days=1),
        "window_end_min": 4320,
    }
    return three_days(
        a_dose("rest", participant_id="P", needs_visit_id="stress"),
        a_dose("stress", **(fields | stress)),
    )


def slots_of(revision: Revision, *visit_ids: str) -> list[Slot]:
    """The cheapest slot of each visit, seated together."""
    tried, found = revision.copy(), []
    for visit_id in visit_ids:
        found.append(tried.offers(visit_id, beside=visit_ids)[0].slot)
        tried.seat(found[-1], beside=visit_ids)
    return found


def test_seated_slot_is_in_the_plan() -> None:
    """
    The slot is placed as it was offered, and the plan with it passes the checks.
    """
    revision = Revision(two_visits())
    slot = revision.offers("A")[0].slot

    revision.seat(slot)

    assert revision.placed("A") == slot
    (own,) = revision.checked_plan().administrations
    assert own.injection_min == slot.injection_min
    assert own.occupations == slot.occupations


def test_slot_that_is_gone_says_why() -> None:
    """
    A and B were offered the same minute; the one chair, scanner and staff are A's now.
    """
    revision = Revision(two_visits())
    first, second = (revision.offers(each)[0].slot for each in "AB")
    assert first.injection_min == second.injection_min
    revision.seat(first)
    before = revision.plan()

    rules = revision.misfits(second)

    assert {"occupancy", "staff"} <= set(rules)
    with pytest.raises(SlotTaken, match=r"of B breaks .*occupancy") as caught:
        revision.seat(second)
    assert (caught.value.visit_id, caught.value.rules) == ("B", rules)
    assert revision.plan() == before


def test_slot_of_a_run_somebody_else_has_moved_says_so() -> None:
    """
    Both were to start R1; A did, with another EOS than B was offered.
    """
    late = two_visits(people=(a_person("n1", "nurse"), a_person("t1", "technologist")))
    revision = Revision(late)
    first = revision.offers("A")[0].slot
    revision.seat(first)

    moved = changed(
        first, visit_id="B", reference_min=first.reference_min - 5, injection_min=700
    )

    assert "production_chain" in revision.misfits(moved)


def test_visit_is_seated_once() -> None:
    """
    Who has a slot cannot take a second one; nor can who is not asked for any more.
    """
    revision = Revision(two_visits())
    one, *_, other = (each.slot for each in revision.offers("A"))
    revision.seat(one)

    assert revision.misfits(other) == ("commitments",)
    assert revision.misfits(changed(other, visit_id="X")) == ("commitments",)
    with pytest.raises(SlotTaken):
        revision.seat(other)


def test_dose_of_another_product_or_way_never_fits() -> None:
    """
    Who makes up a slot is told what is wrong with it.
    """
    revision = Revision(approved(visits=(), previous=approved().commitments.previous))
    own = revision.placed("A")
    assert own is not None
    revision.lift("A")

    assert revision.misfits(own) == ()
    galactic = changed(own, batch_id="R2", reference_min=560)
    assert revision.misfits(galactic) == ("production_chain",)
    southern = changed(own, lane_id="flight", departure_id="SK1")
    assert revision.misfits(southern) == ("transport",)
    assert revision.misfits(changed(own, batch_id="X")) == ("production_chain",)


def test_of_several_slots_all_are_seated_or_none() -> None:
    """
    The second one does not fit beside the first: neither is seated.
    """
    revision = Revision(two_visits())
    first, second = (revision.offers(each)[0].slot for each in "AB")

    with pytest.raises(SlotTaken):
        revision.seat(first, second)

    assert revision.visit_ids == ()
    assert revision.plan().batches == ()


def test_what_needs_another_visit_is_seated_with_it() -> None:
    """
    A rest scan alone fits nowhere; with its stress scan it does.
    """
    revision = Revision(a_pair())
    assert revision.offers("rest") == ()
    rest, stress = slots_of(revision, "rest", "stress")

    assert revision.misfits(rest) == ("follow_up_imaging",)
    with pytest.raises(SlotTaken):
        revision.seat(rest)
    revision.seat(rest, stress)

    assert revision.stranded == ()
    assert revision.checked_plan()


def test_visits_that_need_each_other_may_be_seated_one_by_one() -> None:
    """
    Until the second is seated, the first is stranded, and no plan is written.
    """
    revision = Revision(a_pair())
    rest, stress = slots_of(revision, "rest", "stress")

    revision.seat(rest, beside={"stress"})

    assert revision.stranded == ("rest",)
    with pytest.raises(StillNeeded, match="rest"):
        revision.checked_plan()
    revision.seat(stress)
    assert revision.checked_plan()
