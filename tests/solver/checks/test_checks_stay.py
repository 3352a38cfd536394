from typing import Any

import pytest

from solver.problem.base import Interval
from tests.solver.checks.clinic_plan import (
    STAY_AT,
    a_stay,
    a_ward_plan,
    served,
    ward_with,
)
from tests.solver.checks.clinic_world import DAY, OPEN, a_ward
from tests.solver.checks.judged import named, rules

DISCHARGE = 2 * DAY + 600
"""630 is the end of the injection on day 1, and 1410 min of observation follow."""


@pytest.mark.parametrize(
    ("observed", "is_named"), [(59, True), (60, False), (120, False), (121, True)]
)
def test_observation_range_is_inclusive(observed: int, is_named: bool) -> None:
    """
    The discharge of an infusion follows 60 to 120 min after it, both included.
    """
    plan = a_ward_plan(served("therapy", 7 * DAY + 600, observed=observed))
    expected = {("therapy_stay", "therapy")} if is_named else set()

    assert named(a_ward(), plan) == expected


@pytest.mark.parametrize(
    ("observed", "is_named"), [(59, True), (60, False), (61, True)]
)
def test_without_a_longest_the_observation_is_what_it_is(
    observed: int, is_named: bool
) -> None:
    """
    The dosimetry says 60 min and nothing else; its scan is put an hour later.
    """
    at = 5 * DAY + 600
    later = (("soon", at + 140, "s1", "t1"),)
    plan = a_ward_plan(served("dosimetry", at, observed=observed, later=later))

    assert (rules(a_ward(), plan) == {"therapy_stay"}) is is_named
    assert (rules(a_ward(), plan) == set()) is not is_named


@pytest.mark.parametrize(
    ("opens", "closes", "rule"),
    [
        # arrival at 540, end of the injection at 630; the "4 h" scan ends at 870
        (540, 1200, None),
        (541, 1200, "availability"),
    ],
)
def test_night_needs_opening_hours_until_the_injection(
    opens: int, closes: int, rule: str | None
) -> None:
    """
    A stay overnight arrives and is injected in one opening interval.
    """
    first = Interval(start_min=DAY + opens, end_min=DAY + closes)
    opening = (first, *OPEN[2:])
    problem = ward_with("sites", "ward", opening=opening)
    found = {
        rule for rule, subject in named(problem, a_ward_plan()) if subject == "stay"
    }

    assert found == ({rule} if rule else set())


def test_visit_of_a_day_does_not_stay_overnight() -> None:
    """
    An infusion whose discharge is a minute past closing breaks rule 9.

    Injected at 1130, it ends at 1140, and 60 min later at 1200 the ward closes.
    """
    for at, expected in ((1130, set()), (1131, {("availability", "therapy")})):
        plan = a_ward_plan(served("therapy", 7 * DAY + at))

        assert named(a_ward(), plan) == expected


@pytest.mark.parametrize(
    ("discharge", "is_named"),
    [
        (DAY + 1230, True),  # 600 min after the injection, and the ward is closed
        (2 * DAY + 359, True),
        (2 * DAY + 360, False),
        (2 * DAY + 690, False),  # the longest: 1500 min
        (2 * DAY + 691, True),
    ],
)
def test_discharge_lies_in_opening_hours(discharge: int, is_named: bool) -> None:
    """
    The ward opens at 06:00: in this very minute the discharge is allowed.
    """
    observed = discharge - STAY_AT - 30
    plan = a_ward_plan(a_stay(observed=observed))
    expected = {("therapy_stay", "stay")} if is_named else set()

    assert named(a_ward(), plan) == expected


def test_closing_minute_is_no_minute_of_discharge() -> None:
    """
    An opening interval that ends at 10:00 does not contain 10:00.
    """
    for end, expected in ((601, set()), (600, {("therapy_stay", "stay")})):
        morning = Interval(start_min=2 * DAY + 360, end_min=2 * DAY + end)
        opening = (*OPEN[:2], morning, *OPEN[3:])
        problem = ward_with("sites", "ward", opening=opening)
        found = {each for each in named(problem, a_ward_plan()) if each[1] == "stay"}

        assert found == expected


@pytest.mark.parametrize(
    ("away", "rule"),
    [
        ((STAY_AT - 120, STAY_AT - 60), None),
        ((STAY_AT - 120, STAY_AT - 59), "availability"),
        ((STAY_AT + 29, STAY_AT + 30), "availability"),
        ((STAY_AT + 30, STAY_AT + 31), "therapy_stay"),
        ((DISCHARGE - 1, DISCHARGE), "therapy_stay"),
        ((DISCHARGE, DISCHARGE + 100), None),
    ],
)
def test_whole_stay_touches_no_unavailability(
    away: tuple[int, int], rule: str | None
) -> None:
    """
    From arrival to discharge the participant is there, nights included.
    """
    span = Interval(start_min=away[0], end_min=away[1])
    problem = ward_with("visits", "stay", unavailable=(span,))

    assert rules(problem, a_ward_plan()) == ({rule} if rule else set())


@pytest.mark.parametrize(("end", "is_named"), [(30, False), (29, True)])
def test_bed_is_available_until_it_is_clean(end: int, is_named: bool) -> None:
    """
    The bed is held through the night, and 30 min beyond the discharge.
    """
    available = (Interval(start_min=STAY_AT - 60, end_min=DISCHARGE + end),)
    problem = ward_with("places", "b1", available=available)
    expected = {("occupancy", "stay")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


@pytest.mark.parametrize(
    ("tests_min", "is_named"), [(59, True), (60, False), (61, True)]
)
def test_arrival_leaves_time_for_the_tests(tests_min: int, is_named: bool) -> None:
    """
    With 60 min of tests and 30 of preparation the bed is held from 60 min before.
    """
    problem = ward_with("procedures", "STAY", tests_min=tests_min)
    expected = {("visit_steps", "stay")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


def test_tests_do_not_occupy_who_prepares() -> None:
    """
    With 60 min of tests an infusion begins 60 min before, its nurse 20 min before.
    """
    problem = ward_with("procedures", "DOSIMETRY", tests_min=60)
    before = served(
        "dosimetry", 5 * DAY + 600, later=(("soon", 5 * DAY + 680, "s1", "t1"),)
    )
    place = before.occupations[0].model_copy(update={"start_min": 5 * DAY + 540})
    fields: dict[str, Any] = {"occupations": (place, *before.occupations[1:])}

    assert rules(problem, a_ward_plan()) == {"visit_steps"}
    assert rules(problem, a_ward_plan(before.model_copy(update=fields))) == set()


def test_next_participant_gets_a_clean_bed() -> None:
    """
    The bed is clean at 10:30; who arrives a minute earlier finds it held.
    """
    problem = ward_with("visits", "therapy", procedure_id="STAY")
    for arrival, expected in ((2 * DAY + 630, False), (2 * DAY + 629, True)):
        at = arrival + 60
        new = a_stay().model_copy(
            update={
                "visit_id": "therapy",
                "vial_ids": ("O-THER/van/therapy.1",),
                "injection_min": at,
                "occupations": tuple(
                    each.model_copy(
                        update={
                            "start_min": each.start_min + at - STAY_AT,
                            "end_min": each.end_min + at - STAY_AT,
                        }
                    )
                    for each in a_stay().occupations
                ),
            }
        )
        found = named(problem, a_ward_plan(new))

        assert (("occupancy", "b1") in found) is expected
