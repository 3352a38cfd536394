"""Separations, exposures, series, dose levels and commitments of a planning file."""

from typing import Any

from scheduler.imports.planning_file import read_planning_file, to_problem
from solver.plan.plan import BookedScan
from solver.problem.base import Interval
from solver.problem.histories import Cohort, CohortState, Exposure, Separation, Series
from solver.problem.problem import Problem
from tests.scheduler.imports.small_file import a_file, as_bytes

DAY = 24 * 60


def converted(**replaced: Any) -> Problem:
    """The problem of the small file, with top-level fields replaced."""
    return to_problem(read_planning_file(as_bytes(a_file(**replaced))))


def test_separations_are_in_minutes_and_in_one_order_each() -> None:
    """
    48 hours one way; a day both ways, and not on the same date.
    """
    assert converted().separations == (
        Separation(before="metformin", after="FDG", min_gap_min=48 * 60),
        Separation(before="FDG", after="LU", min_gap_min=DAY, is_other_day=True),
        Separation(before="LU", after="FDG", min_gap_min=DAY, is_other_day=True),
    )


def test_exposures_are_dates_or_moments() -> None:
    """
    1 to 20 March, both whole; a dose at 10:00 ends at that minute.
    """
    # 1 March is 22 days before 23 March; 18 March is five.
    assert converted().exposures == (
        Exposure(
            participant_id="Y3K9",
            substance="metformin",
            span=Interval(start_min=-22 * DAY, end_min=-2 * DAY),
        ),
        Exposure(
            participant_id="Y3K9",
            substance="FDG",
            span=Interval(start_min=-5 * DAY + 599, end_min=-5 * DAY + 600),
        ),
    )


def test_series_are_of_each_participant_with_its_baseline() -> None:
    """
    Only the participant whose visit is in the series has one.
    """
    problem = converted()

    assert problem.series == (
        Series(
            id="Y3K9/response",
            participant_id="Y3K9",
            certified_class="EARL 1",
            baseline_scanner_id="PET1",
            baseline_uptake_min=118,
            uptake_tolerance_min=10,
        ),
    )
    named = {each.id: each.series_id for each in problem.visits if each.series_id}
    assert named == {"Y3K9-pet": "Y3K9/response"}


def test_dose_levels_have_gaps_in_minutes() -> None:
    """
    14 days behind the sentinel; 28 days behind the level below.
    """
    assert converted().cohorts == (
        Cohort(
            id="T1/DL1",
            name="Dose level 1",
            trial_id="T1",
            level=1,
            sentinel_visit_id="Y3K9-lu/1",
            sentinel_gap_min=14 * DAY,
        ),
        Cohort(
            id="T1/DL2",
            name="Dose level 2",
            trial_id="T1",
            level=2,
            state=CohortState.CONDITIONAL,
            toxicity_min=28 * DAY,
        ),
    )


def test_previous_plan_moves_with_all_its_parts() -> None:
    """
    Later scans and equipment of a previous plan count from the new origin too.
    """
    file = a_file()
    plan = file["commitments"]["previous"]["plan"]
    plan["batches"][0]["equipment"] = [
        {
            "equipment_id": file["equipment"][0]["id"],
            "start_min": 1700,
            "end_min": 1760,
        }
    ]
    plan["administrations"][0]["later_scans"] = [
        {
            "name": "24 h",
            "scan_start_min": 6440,
            "occupations": [
                {
                    "resource_id": "PET1",
                    "purpose": "scanner",
                    "start_min": 6435,
                    "end_min": 6475,
                }
            ],
        }
    ]
    previous = to_problem(read_planning_file(as_bytes(file))).commitments.previous

    # The previous origin lay a day earlier.
    hold = previous.batches[0].equipment[0]
    assert (hold.start_min, hold.end_min) == (1700 - DAY, 1760 - DAY)
    scan = previous.administrations[0].later_scans[0]
    assert isinstance(scan, BookedScan)
    assert scan.scan_start_min == 6440 - DAY
    occupation = scan.occupations[0]
    assert (occupation.start_min, occupation.end_min) == (6435 - DAY, 6475 - DAY)


def test_bumps_are_carried_on() -> None:
    """
    How often a visit was moved before is what a new plan is told.
    """
    assert [each.bumps for each in converted().commitments.visits] == [1]
