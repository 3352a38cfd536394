"""What is offered to who asks for a dose: slots, whole schedules, or the reason."""

from typing import Any

import pytest

from solver.offers import (
    offers,
    why_not,
)
from solver.problem.clinic import Break
from solver.problem.demand import Follows
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.architecture.imported import loaded_with
from tests.solver.builders import a_person, a_problem, a_visit, scanners, spans
from tests.solver.constraints.asking import world
from tests.solver.search.approval import approved
from tests.solver.several_days import a_dose, three_days


def a_pair(**stress: Any) -> Problem:
    """A rest scan on the first or second day, its stress scan a day later."""
    fields: dict[str, Any] = {
        "participant_id": "P",
        "follows": Follows(visit_id="rest", min_days=1, max_days=1),
        "window_start_min": 0,
        "window_end_min": 4320,
    }
    rest = {"participant_id": "P", "needs_visit_id": "stress", "window_start_min": 0}
    return three_days(
        a_dose("stress", **(fields | stress)),
        a_dose("rest", **rest),
    )


@pytest.mark.parametrize("module", ["solver.offers", "solver.revision"])
def test_offers_need_no_ortools(module: str) -> None:
    """
    Whoever asks for a slot does not wait for the exact model to load.
    """
    loaded = loaded_with(module)

    assert module in loaded
    assert not any(name.split(".")[0] == "ortools" for name in loaded)
    assert not any(name.startswith("solver.model") for name in loaded)


def test_offers_are_those_of_the_revision() -> None:
    """
    Twenty at most, or as many as are asked for.
    """
    revision = Revision(three_days(a_dose("A", window_end_min=4320)))

    assert offers(revision, "A") == revision.offers("A")
    assert len(offers(revision, "A", 3)) == 3


def test_nothing_keeps_out_who_has_a_slot() -> None:
    """
    No rule is named, whether the visit is seated or not.
    """
    revision = Revision(approved(visits=()))

    assert [why_not(revision, each) for each in "ABCDEF"] == [()] * 6


def test_rules_that_keep_a_visit_out_are_named() -> None:
    """
    The one chair is A's at 600, and B has no other minute: another chair would do, and
    so would other hours.
    """
    hours = {"injection_hours": spans((600, 601))}
    problem = a_problem(
        (a_visit("A", **hours), a_visit("B", **hours)),
        scanners=scanners("s1", "s2"),
        people=(
            *(a_person(f"n{k}", "nurse") for k in range(2)),
            *(a_person(f"t{k}", "technologist") for k in range(2)),
        ),
    )
    revision = Revision(problem)
    revision.seat(revision.offers("A")[0].slot)

    assert why_not(revision, "B") == ("occupancy", "availability")
    assert why_not(revision, "A") == ()


def test_visit_that_follows_none_is_kept_out_by_its_window() -> None:
    """
    E follows D, which is not seated.
    """
    revision = Revision(approved(visits=()))
    revision.remove("E")
    revision.remove("D")

    assert why_not(revision, "E") == ("visit_windows",)
    assert why_not(Revision(a_pair()), "rest") == ("follow_up_imaging",)


def test_asking_why_changes_nothing() -> None:
    """
    Rules are lifted in a copy: the same slots are offered afterwards.
    """
    closed = world(("scanners", "north-pet", {"available": ()}))
    revision = Revision(approved(closed, visits=()))
    before = {each: revision.offers(each) for each in "ABCDEF"}
    plan = revision.plan()

    assert why_not(revision, "A") == ("occupancy",)
    assert {each: revision.offers(each) for each in "ABCDEF"} == before
    assert revision.plan() == plan


def test_visit_that_only_a_break_keeps_out_says_staff() -> None:
    """
    Each task alone leaves the nurse her break, both together do not.

    She prepares from 580 and injects from 600 to 605, and breaks for 20 min of 565 to
    620: beside either task alone there is room, beside both there are 15 min twice.
    """
    nurse = a_person(
        "nurse", "nurse", breaks=(Break(window=spans((565, 620))[0], minutes=20),)
    )
    problem = a_problem(
        (a_visit("A", injection_hours=spans((600, 601))),),
        people=(nurse, a_person("technologist", "technologist")),
    )
    revision = Revision(problem)

    assert revision.offers("A") == ()
    assert why_not(revision, "A") == ("staff",)
