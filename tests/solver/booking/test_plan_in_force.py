"""The plan in force is seated as it is; what cannot stay is named with its rules."""

import pytest

from solver.checks import check
from solver.plan.plan import Plan
from solver.problem.commitments import (
    Firmness,
    MeasuredVial,
    VisitCommitment,
)
from solver.problem.demand import PriorityClass
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.solver.booking.forced import a_batch_for_two, in_force, planned, story
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem as a_world
from tests.solver.checks.world_plan import a_plan
from tests.solver.constraints.asking import world
from tests.solver.search.approval import EVERYBODY, approved, made


def broken(problem: Problem) -> dict[str, tuple[str, ...]]:
    """What cannot stay, with its rules."""
    return {each.visit_id: each.rules for each in Revision(problem).broken}


def whereabouts(plan: Plan) -> dict[str, object]:
    """Who is where and when, and what the dose is drawn from."""
    return {
        each.visit_id: (each.injection_min, each.occupations, each.vial_ids)
        for each in plan.administrations
    }


def confirmed(*visit_ids: str) -> tuple[VisitCommitment, ...]:
    """Visits that were agreed."""
    return tuple(
        VisitCommitment(visit_id=each, firmness=Firmness.CONFIRMED)
        for each in visit_ids
    )


@pytest.mark.parametrize("visits", ["", "BE", EVERYBODY])
@pytest.mark.parametrize("batches", [(), ("R1", "R2"), ("R1", "R2", "R3", "O1")])
def test_everything_stays(visits: str, batches: tuple[str, ...]) -> None:
    """
    Agreed or only planned, made or not: the plan in force is written as it was.
    """
    revision = Revision(approved(visits=confirmed(*visits), batches=made(*batches)))

    assert revision.broken == ()
    assert whereabouts(revision.checked_plan()) == whereabouts(a_plan())


@pytest.mark.parametrize("name", ["norway-week", "lut-dosimetry", "ga-generator-9mo"])
def test_story_stays_to_the_last_number(name: str) -> None:
    """
    A plan that nothing has happened to is written again, byte by byte.
    """
    problem = story(name)
    plan = planned(problem)

    assert Revision(in_force(problem, plan)).plan() == plan


def test_what_is_only_planned_breaks_like_what_is_agreed() -> None:
    """
    The flight comes a minute too late for C, whom nobody has asked yet.
    """
    late = world(("departures", "SK1", {"arrives_min": 566}))

    assert broken(approved(late, visits=())) == {"C": ("transport",)}


@pytest.mark.parametrize(("agreed_with", "lost"), [("A", "B"), ("B", "A")])
def test_what_is_only_planned_gives_way(agreed_with: str, lost: str) -> None:
    """
    The vial of A and B is enough for one of them: for the one that was agreed.
    """
    weak = MeasuredVial(vial_id="R1/road/v1", activity_kbq=600_000)
    problem = approved(
        visits=confirmed(agreed_with), batches=made("R1"), measured_vials=(weak,)
    )

    assert broken(problem) == {lost: ("batch_balance",)}


def test_class_that_comes_first_stays() -> None:
    """
    Both are agreed, and it is B's last chance: A is the one that cannot stay.
    """
    weak = MeasuredVial(vial_id="R1/road/v1", activity_kbq=600_000)
    problem = approved(
        world(("visits", "B", {"priority": PriorityClass.LAST_CHANCE})),
        batches=made("R1"),
        measured_vials=(weak,),
    )

    assert broken(problem) == {"A": ("batch_balance",)}


def test_follower_stays_with_what_is_only_planned() -> None:
    """
    E is agreed and follows D, which is not: both stay.
    """
    assert broken(approved(visits=confirmed("E"))) == {}


def test_who_follows_a_broken_visit_is_broken() -> None:
    """
    D's syringe is lost, and E comes after D.
    """
    problem = approved(batches=made("R2"), lost_vial_ids=("R2/road/D",))

    found = broken(problem)
    assert found.keys() == {"D", "E"}
    assert found["E"] == ("visit_windows",)


def test_what_has_begun_unrecorded_cannot_stay() -> None:
    """
    Now is 575, and F arrived at 570: that nothing was recorded of it says it is late.
    """
    problem = a_replanned_problem()
    runs = tuple(changed(each, cutoff_min=600) for each in problem.runs)

    assert broken(problem) == {}
    assert broken(changed(problem, as_of_min=570, runs=runs)) == {}
    assert broken(changed(problem, as_of_min=571, runs=runs)) == {"F": ("visit_steps",)}


def test_visit_nobody_knows_any_more_is_forgotten() -> None:
    """
    C has withdrawn: its dose is not drawn, and that breaks nothing.
    """
    visits = tuple(each for each in a_world().visits if each.id != "C")
    revision = Revision(approved(changed(a_world(), visits=visits), visits=()))

    assert revision.broken == ()
    assert revision.visit_ids == ("A", "B", "D", "E", "F")
    assert revision.checked_plan()


@pytest.mark.parametrize("visits", ["", "A", "B", "AB"])
def test_those_that_are_in_time_together_stay_together(visits: str) -> None:
    """
    A is out of date without B, whoever of them was agreed.
    """
    problem, plan = a_batch_for_two()
    problem = in_force(problem, plan, visits=confirmed(*visits))
    revision = Revision(problem)

    assert revision.broken == ()
    assert revision.visit_ids == ("A", "B")
    assert check(problem, revision.plan()) == []
