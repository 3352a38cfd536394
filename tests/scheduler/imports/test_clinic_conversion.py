"""Procedures, staff and scanners of a planning file, in minutes."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.imports.planning_file import read_planning_file, to_problem
from scheduler.imports.planning_file.local_time import Axis
from solver.errors import InvalidDocument
from solver.problem.base import Interval
from solver.problem.clinic import Break, Certificate
from solver.problem.problem import Problem
from tests.scheduler.imports.small_file import a_file, as_bytes

DAY = 24 * 60


def converted(**replaced: Any) -> Problem:
    """The problem of the small file, with top-level fields replaced."""
    return to_problem(read_planning_file(as_bytes(a_file(**replaced))))


def test_stays_and_tests_become_minutes() -> None:
    """
    18 to 30.5 hours overnight; 90 minutes of tests outlast 30 of preparation.
    """
    therapy = next(each for each in converted().procedures if each.id == "therapy")

    assert therapy.is_overnight
    assert (therapy.observation_min, therapy.observation_max_min) == (1080, 1830)
    assert (therapy.tests_min, therapy.lead_min) == (90, 90)


def test_later_scans_have_first_and_last_minutes() -> None:
    """
    24 h less and plus 4 h; 7 days of 24 hours less and plus 24; 90 to 150 minutes.
    """
    procedures = {each.id: each for each in converted().procedures}
    offsets = {
        scan.name: (scan.earliest_min, scan.latest_min)
        for procedure in procedures.values()
        for scan in procedure.later_scans
    }

    assert offsets == {
        "24 h": (20 * 60, 28 * 60),
        "day 7": (6 * DAY, 8 * DAY),
        "late": (90, 150),
    }
    assert procedures["therapy"].later_scans[0].setup_min == 5


def test_a_later_scan_counts_elapsed_time() -> None:
    """
    24 h after Saturday noon is 13:00 on the Sunday on which clocks go forward.
    """
    horizon = {"first_date": "2026-03-28", "days": 3, "zone": "Europe/Oslo"}
    file = a_file(horizon=horizon)
    scan = file["procedures"][3]["later_scans"][0]
    scan |= {"minus_hours": 0, "plus_hours": 0}
    problem = to_problem(read_planning_file(as_bytes(file)))
    found = next(each for each in problem.procedures if each.id == "therapy")
    offset = found.later_scans[0].earliest_min

    assert offset == found.later_scans[0].latest_min == DAY
    axis = Axis(problem.origin_at)
    # Minute 720 is Saturday 12:00; the day after has no 02:00 to 03:00.
    assert axis.day_of(720 + offset, "Europe/Oslo").isoformat() == "2026-03-29"
    noon_and_a_day = problem.origin_at + timedelta(minutes=720 + offset)
    assert noon_and_a_day.isoformat() == "2026-03-29T11:00:00+00:00"


def test_dynamic_scans_are_marked() -> None:
    """
    Only the dynamic procedure injects on the scanner.
    """
    scans = {each.id: each.scan for each in converted().procedures if each.scan}

    assert {name: scan.is_dynamic for name, scan in scans.items()} == {
        "fdg-pet": False,
        "dynamic-pet": True,
    }


def test_staff_have_limits_of_a_day() -> None:
    """
    Six injections and 20.5 GBq; without a word there is no limit.
    """
    person = converted().people[0]

    assert person.max_injections_per_day == 6
    assert person.max_handled_kbq_per_day == 20_500_000


def test_breaks_are_at_local_times() -> None:
    """
    11:00-13:00 is an hour earlier in minutes after the clocks have gone forward.
    """
    horizon = {"first_date": "2026-03-27", "days": 4, "zone": "Europe/Oslo"}
    breaks = converted(horizon=horizon).people[0].breaks

    # Thursday before the horizon is expanded too; nobody works at the weekend.
    assert breaks == tuple(
        Break(window=Interval(start_min=start, end_min=start + 120), minutes=30)
        for start in (-DAY + 660, 660, 3 * DAY - 60 + 660)
    )


def test_shifts_that_end_before_a_break_need_none() -> None:
    """
    A shift to 12:31 leaves 29 minutes of 11:00-13:00, one to 12:30 leaves 30.
    """
    file = a_file()
    weekly = file["people"][0]["shifts"]["weekly"]
    weekly |= {"mon": ["07:00-12:31"], "tue": ["07:00-12:30"], "wed": ["07:00-12:31"]}
    breaks = to_problem(read_planning_file(as_bytes(file))).people[0].breaks

    # Wednesday's shift begins at 09:00 after an absence; Tuesday needs no break.
    days = [each.window.start_min // DAY for each in breaks]
    assert days == [0, 2, 3, 4]


def test_breaks_of_touching_spans_stay_two() -> None:
    """
    Two breaks before and after noon are not one long one.
    """
    file = a_file()
    file["people"][0]["breaks"] = [
        {"between": "11:00-12:00", "minutes": 20},
        {"between": "12:00-13:00", "minutes": 20},
    ]
    breaks = to_problem(read_planning_file(as_bytes(file))).people[0].breaks

    monday = [each for each in breaks if 0 <= each.window.start_min < DAY]
    assert [(x.window.start_min, x.window.end_min) for x in monday] == [
        (660, 720),
        (720, 780),
    ]


def test_certificates_hold_both_their_dates() -> None:
    """
    Up to 24 March is up to the midnight that begins the 25th.
    """
    certificate = converted().scanners[0].certificates[0]

    # 1 January is 31 + 28 + 22 = 81 days before 23 March.
    assert certificate == Certificate(
        class_name="EARL 1", valid=Interval(start_min=-81 * DAY, end_min=2 * DAY)
    )


def test_overnight_stays_need_places_that_stay_open() -> None:
    """
    A ward that closes at midnight cannot hold anybody overnight.
    """
    file = a_file()
    ward = file["places"][2]
    assert ward["kind"] == "ward"
    ward["hours"] = None

    with pytest.raises(InvalidDocument) as refusal:
        to_problem(read_planning_file(as_bytes(file)))

    assert [str(issue) for issue in refusal.value.issues] == [
        (
            "procedures[therapy].stay: "
            "no place of kind 'ward' is there overnight: give their hours"
        )
    ]


def test_preferences_are_kept_where_they_cannot_be_met() -> None:
    """
    A claim from 12:00 that prefers 09:00 to 10:00 still says so.
    """
    file = a_file()
    file["claims"][0]["start_at"] = "2026-03-25T12:00+01:00"
    visit = next(
        each
        for each in to_problem(read_planning_file(as_bytes(file))).visits
        if each.id == "C1"
    )

    assert visit.preferred_hours == (
        Interval(start_min=2 * DAY + 540, end_min=2 * DAY + 600),
    )


def test_extra_minutes_may_fill_the_time_between_two_scans() -> None:
    """
    From 28 h and 35 min to 6 days are 6925 minutes: that many are too long by none.
    """
    file = a_file()
    file["participants"][1]["extra_minutes"] = 6925
    assert to_problem(read_planning_file(as_bytes(file))).visits

    file["participants"][1]["extra_minutes"] = 6926
    with pytest.raises(InvalidDocument) as refusal:
        to_problem(read_planning_file(as_bytes(file)))

    assert {str(issue) for issue in refusal.value.issues} == {
        (
            "participants[Y3K9].extra_minutes: "
            "with so many, 'day 7' of therapy may overlap '24 h'"
        )
    }
