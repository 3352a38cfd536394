from typing import Any

import pytest

from solver.checks import check, warnings
from solver.plan.plan import Administration
from solver.problem.base import Interval
from tests.solver.checks.clinic_plan import (
    LATER,
    STAY_AT,
    a_stay,
    a_ward_plan,
    served,
    ward_with,
)
from tests.solver.checks.clinic_world import DAY, OPEN, a_ward
from tests.solver.checks.judged import named
from tests.solver.checks.mutation import changed

DOSIMETRY_AT = 5 * DAY + 600


def dosimetry(after: int, **overrides: Any) -> Administration:
    """The dosimetry visit with its scan so many minutes after the injection."""
    later = (("soon", DOSIMETRY_AT + after, "s1", "t1"),)
    return served("dosimetry", DOSIMETRY_AT, later=later, **overrides)


@pytest.mark.parametrize(
    ("after", "is_named"), [(179, True), (180, False), (300, False), (301, True)]
)
def test_later_scan_keeps_its_distance(after: int, is_named: bool) -> None:
    """
    The "4 h" scan starts 180 to 300 min after the injection, both included.
    """
    later = (("4 h", STAY_AT + after, "s1", "t1"), LATER[1])
    plan = a_ward_plan(a_stay(later=later))
    expected = {("follow_up_imaging", "stay")} if is_named else set()

    assert named(a_ward(), plan) == expected


@pytest.mark.parametrize(
    "later",
    [
        LATER[:1],
        LATER[1:],
        (),
        (*LATER, ("another", STAY_AT + 5 * DAY, "s1", "t1")),
        (LATER[1], LATER[0]),
        (("4 hours", *LATER[0][1:]), LATER[1]),
    ],
    ids=["last missing", "first missing", "none", "one more", "swapped", "renamed"],
)
def test_all_later_scans_are_there_in_order(later: tuple[Any, ...]) -> None:
    """
    A therapy is served with exactly the scans of its procedure.
    """
    found = named(a_ward(), a_ward_plan(a_stay(later=later)))

    assert ("follow_up_imaging", "stay") in found


def test_scans_of_a_procedure_without_any_are_refused() -> None:
    """
    An infusion that books a scan has one too many.
    """
    at = 7 * DAY + 600
    plan = a_ward_plan(served("therapy", at, later=(("4 h", at + 240, "s1", "t1"),)))

    assert named(a_ward(), plan) == {("follow_up_imaging", "therapy")}


@pytest.mark.parametrize(("after", "is_named"), [(80, False), (79, True)])
def test_out_patient_is_scanned_after_the_main_steps(
    after: int, is_named: bool
) -> None:
    """
    The observation ends 70 min after the injection began; set-up takes 10 min more.

    The inpatient's "4 h" scan lies within the stay, and is none of a violation.
    """
    expected = {("follow_up_imaging", "dosimetry")} if is_named else set()

    assert named(a_ward(), a_ward_plan(dosimetry(after))) == expected


@pytest.mark.parametrize(("extra", "is_named"), [(0, False), (1, True)])
def test_extra_minutes_count_on_every_scan(extra: int, is_named: bool) -> None:
    """
    A participant who takes a minute more takes it on later scans, too.
    """
    problem = ward_with("visits", "dosimetry", extra_min=extra)
    expected = {("follow_up_imaging", "dosimetry")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


@pytest.mark.parametrize(
    ("closes", "is_named"), [(DOSIMETRY_AT + 110, False), (DOSIMETRY_AT + 109, True)]
)
def test_participant_comes_back_in_opening_hours(closes: int, is_named: bool) -> None:
    """
    The scan at 80 min takes the participant until 110 min, cleaning apart.
    """
    day = Interval(start_min=5 * DAY + 360, end_min=closes)
    problem = ward_with("sites", "ward", opening=(*OPEN[:5], day, *OPEN[6:]))
    expected = {("follow_up_imaging", "dosimetry")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


@pytest.mark.parametrize(
    ("away", "is_named"),
    [
        ((60, 70), False),
        ((70, 71), True),
        ((109, 110), True),
        ((110, 200), False),
    ],
)
def test_participant_is_there_for_the_later_scan(
    away: tuple[int, int], is_named: bool
) -> None:
    """
    Present from the set-up at 70 min after the injection to 110 min after it.

    The main steps are over at 70 min, so that being away before counts there.
    """
    span = Interval(start_min=DOSIMETRY_AT + away[0], end_min=DOSIMETRY_AT + away[1])
    problem = ward_with("visits", "dosimetry", unavailable=(span,))
    found = {
        each for each in named(problem, a_ward_plan()) if each[0] != "availability"
    }

    assert found == ({("follow_up_imaging", "dosimetry")} if is_named else set())


@pytest.mark.parametrize(("at", "is_named"), [(730, False), (729, True)])
def test_later_scan_keeps_other_visits_away(at: int, is_named: bool) -> None:
    """
    Somebody who is scanned until 710 may arrive for another visit then, 20 min before
    an injection at 730.
    """
    problem = ward_with("visits", "tracer", participant_id="P2")
    problem = changed(problem, separations=(), exposures=())
    plan = a_ward_plan(served("tracer", 5 * DAY + at, "n2 c2", scanner="s2"))
    expected = {("visit_steps", "tracer")} if is_named else set()

    assert named(problem, plan) == expected


def test_visits_may_lie_between_main_steps_and_later_scan() -> None:
    """
    Between discharge and the scan of day 3 the participant is free for other visits.
    """
    problem = changed(
        ward_with("visits", "tracer", participant_id="P1"), separations=(), exposures=()
    )
    for day, expected in ((3, set()), (4, {("visit_steps", "tracer")})):
        # the scan of day 3 is on day 4 from 590 to 630
        plan = a_ward_plan(served("tracer", day * DAY + 600, "n2 c2", scanner="s2"))

        assert named(problem, plan) == expected


@pytest.mark.parametrize(("end", "is_named"), [(35, False), (34, True)])
def test_later_scans_end_by_the_horizon(end: int, is_named: bool) -> None:
    """
    Cleaning after the scan of day 3 counts; nothing else is planned.
    """
    problem = changed(a_ward(), horizon_min=STAY_AT + 3 * DAY + end)
    plan = a_ward_plan(
        without=[each.id for each in problem.visits if each.id != "stay"]
    )
    expected = {("visit_windows", "stay")} if is_named else set()

    assert named(problem, plan) == expected


def test_rest_is_worth_nothing_without_stress() -> None:
    """
    The rest scan is served only with the stress scan, and not the other way round.
    """
    without_stress = named(a_ward(), a_ward_plan(without=("stress",)))

    assert without_stress == {("follow_up_imaging", "rest")}
    assert named(a_ward(), a_ward_plan(without=("rest",))) == set()


def test_late_injection_is_cautioned_for_the_later_scan() -> None:
    """
    A scan 80 min after the injection allows a slip of 10 min, one at 79 min does not:
    it has to be 70 min after.
    """
    fine = {each.visit_id for each in warnings(a_ward(), a_ward_plan())}
    found = [
        str(each)
        for each in warnings(a_ward(), a_ward_plan(dosimetry(79)))
        if each.visit_id == "dosimetry"
    ]

    assert "dosimetry" not in fine
    past = "1 min past its end (shortest time to the scan soon)"
    assert found == [f"dosimetry: injection 10 min late: {past}"]
    assert check(a_ward(), a_ward_plan()) == []
