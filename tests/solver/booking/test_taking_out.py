"""Visits are taken out; what others lose with them is never silent."""

from typing import Any

import pytest

from solver.errors import StillNeeded, UnverifiedPlan
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.solver.booking.forced import (
    a_batch_for_two,
    in_force,
)
from tests.solver.builders import (
    a_problem,
    a_visit,
)
from tests.solver.search.approval import approved, made


def two_visits(**overrides: Any) -> Problem:
    """Two visits and one of everything: each can be at any time of its window."""
    return a_problem((a_visit("A"), a_visit("B")), **overrides)


def test_removed_visit_leaves_its_minute() -> None:
    """
    What A held can be had by B.
    """
    revision = Revision(two_visits())
    first, second = (revision.offers(each)[0].slot for each in "AB")
    revision.seat(first)

    revision.remove("A")

    assert revision.placed("A") is None
    assert revision.misfits(second) == ()
    assert revision.plan().administrations == ()


def test_visit_that_others_follow_is_not_removed_silently() -> None:
    """
    E follows D: D goes after E only.
    """
    revision = Revision(approved(visits=()))
    before = revision.plan()

    with pytest.raises(StillNeeded) as caught:
        revision.remove("D")

    assert caught.value.visit_ids == ("E",)
    assert revision.plan() == before
    revision.remove("E")
    revision.remove("D")
    assert revision.checked_plan()
    assert revision.visit_ids == tuple("ABCF")


def test_visit_whose_dose_keeps_another_in_date_is_not_removed_silently() -> None:
    """
    Without B's portion, A's dose would be there sooner, and expire before its use.
    """
    revision = Revision(in_force(*a_batch_for_two()))

    with pytest.raises(StillNeeded) as caught:
        revision.remove("B")

    assert caught.value.visit_ids == ("A",)
    assert revision.visit_ids == ("A", "B")
    revision.remove("B", "A")
    assert revision.checked_plan().administrations == ()


def test_lifted_visit_strands_who_follows_until_it_is_seated_again() -> None:
    """
    D is to be moved: E stays, and D has to be seated where E can follow.
    """
    revision = Revision(approved(visits=()), without={"D"})
    assert revision.stranded == ("E",)
    with pytest.raises(StillNeeded):
        revision.checked_plan()

    (cheapest, *_) = revision.offers("D")
    revision.seat(cheapest.slot)

    plan = revision.checked_plan()
    now = {each.visit_id: each.injection_min for each in plan.administrations}
    then = {
        each.visit_id: each.injection_min
        for each in approved().commitments.previous.administrations
    }
    assert {**now, "D": 0} == {**then, "D": 0}


def test_who_follows_a_lifted_visit_stays_though_that_is_broken() -> None:
    """
    D's syringe is lost. D is to have another dose, by hand, and E waits for it.
    """
    lost = approved(visits=(), batches=made("R2"), lost_vial_ids=("R2/road/D",))
    revision = Revision(lost, without={"D"})

    assert [each.visit_id for each in Revision(lost).broken] == ["D", "E"]
    assert revision.broken == ()
    assert revision.visit_ids == tuple("ABCEF")
    assert revision.stranded == ("E",)


def test_nothing_happens_to_who_is_not_seated() -> None:
    """
    Taking out twice is as good as once.
    """
    revision = Revision(approved(visits=(), batches=()))
    revision.remove("A", "A")
    before = revision.plan()

    revision.remove("A")
    revision.lift("A")

    assert revision.plan() == before


def test_plan_that_moves_a_commitment_is_refused() -> None:
    """
    A is agreed, and the problem still says so: it cannot be elsewhere.
    """
    revision = Revision(approved(), without={"A"})
    elsewhere = next(
        each.slot for each in revision.offers("A") if each.slot.injection_min != 500
    )

    revision.seat(elsewhere)

    with pytest.raises(UnverifiedPlan, match="commitments: A"):
        revision.checked_plan()
