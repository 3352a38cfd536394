import pytest

from solver.plan.plan import Purpose
from tests.solver.checks.clinic_plan import a_ward_plan, administrations, served
from tests.solver.checks.clinic_world import DAY, a_ward
from tests.solver.checks.judged import named, reoccupied
from tests.solver.checks.mutation import changed

AT = 2 * DAY + 600


@pytest.mark.parametrize(
    ("uptake", "is_named"), [(-1, True), (0, False), (5, False), (6, True)]
)
def test_dynamic_scan_starts_during_the_injection(uptake: int, is_named: bool) -> None:
    """
    The scan starts 0 to 5 min after the injection has begun.

    The usable interval ends at the scan start: with an uptake of -1 the booked
    administration states so, too.
    """
    plan = a_ward_plan(served("dynamic", AT, uptake=uptake))
    expected = {("visit_steps", "dynamic")} if is_named else set()

    assert {each for each in named(a_ward(), plan) if each[0] == "visit_steps"} == (
        expected
    )


def test_place_that_would_be_held_for_no_minutes_is_not_held() -> None:
    """
    With 20 min of set-up, a scan that starts with the injection takes the participant
    at once on arrival; one that starts a minute later does not.
    """
    at_once = served("dynamic", AT, uptake=0)
    later = served("dynamic", AT, uptake=1)
    place = changed(later.occupations[0], end_min=AT - 20)

    assert at_once.occupations[0].purpose is Purpose.PREPARATION
    assert named(a_ward(), a_ward_plan(at_once)) == set()
    assert named(a_ward(), a_ward_plan(later)) == set()
    with_place = changed(at_once, occupations=(place, *at_once.occupations))
    without = changed(later, occupations=later.occupations[1:])
    assert ("identity", "dynamic") in named(a_ward(), a_ward_plan(with_place))
    assert ("identity", "dynamic") in named(a_ward(), a_ward_plan(without))


@pytest.mark.parametrize(("shift", "is_named"), [(0, False), (1, True), (-1, True)])
def test_place_is_held_until_the_set_up_begins(shift: int, is_named: bool) -> None:
    """
    The chair is held from 20 min before to 17 min before, and 10 min of cleaning.
    """
    plan = reoccupied(a_ward_plan(), "dynamic", "place", end_min=AT - 7 + shift)
    expected = {("visit_steps", "dynamic")} if is_named else set()

    assert named(a_ward(), plan) == expected


def test_who_injects_on_the_scanner_does_not_run_it() -> None:
    """
    Injection and scan overlap: they take two people.
    """
    problem = a_ward(
        people=tuple(
            changed(each, roles=("nurse", "technologist")) for each in a_ward().people
        )
    )
    plan = reoccupied(a_ward_plan(), "dynamic", "scan", resource_id="n1")
    other = reoccupied(a_ward_plan(), "dynamic", "scan", resource_id="n2")

    assert named(problem, plan) == {("staff", "n1")}
    assert named(problem, other) == set()
    assert administrations()["dynamic"].scan_start_min == AT + 3
