from typing import Any

import pytest

from solver.plan.plan import Purpose
from solver.problem.procedures import Procedure
from solver.state.steps import Steps, steps_of, wait_of, waits_of
from tests.solver.ward import DAY, a_later_scan, a_patient, a_stay


def laid_out(procedure: Procedure, wait: int | None = None, **visit: Any) -> Steps:
    """The steps of a visit with one alternative of 20 scan minutes."""
    return steps_of(a_patient(**visit), procedure, 0, wait)


def test_arrival_is_before_the_longer_of_tests_and_preparation() -> None:
    """
    Tests of 30 min and a preparation of 20: arrival 30 before, the nurse from 20 on.
    """
    steps = laid_out(a_stay(preparation_min=20, preparation_role="nurse", tests_min=30))

    assert steps.arrival_min == -30
    assert [(each.purpose, each.start_min, each.end_min) for each in steps.tasks] == [
        (Purpose.PLACE, -30, 60),
        (Purpose.PREPARATION, -20, 0),
        (Purpose.INJECTION, 0, 60),
    ]


def test_a_day_stay_is_in_opening_hours_throughout() -> None:
    """
    An hour of infusion and 90 min of observation make [0, 150).
    """
    steps = laid_out(a_stay(observation_min=60, observation_max_min=120), 90)

    assert steps.opening == ((0, 150),)


def test_overnight_only_infusion_and_discharge_are_in_opening_hours() -> None:
    """
    The infusion is [0, 60), the minute of discharge [60 + 1020, 1081).
    """
    steps = laid_out(a_stay(observation_min=1020, is_overnight=True))

    assert steps.opening == ((0, 60), (1080, 1081))


@pytest.mark.parametrize(
    ("overrides", "waits"),
    [
        ({}, (0, 0)),
        ({"observation_min": 5}, (5, 5)),
        ({"observation_min": 5, "observation_max_min": 9}, (5, 9)),
    ],
)
def test_without_a_longest_observation_it_is_the_least(
    overrides: dict[str, int], waits: tuple[int, int]
) -> None:
    """
    The longest observation is given, or there is no choice.
    """
    assert waits_of(a_stay(**overrides)) == waits


@pytest.mark.parametrize("wait", [60, 75, 120])
def test_the_wait_is_found_again_in_the_occupations(wait: int) -> None:
    """
    The place's end less 15 min of cleaning is the discharge.
    """
    stay = a_stay(observation_min=60, observation_max_min=120, place_cleaning_min=15)
    tasks = laid_out(stay, wait).tasks
    occupations = [task.occupation("somebody", 600) for task in tasks]

    assert wait_of(stay, 600, None, occupations) == wait


def test_a_later_scan_comes_after_the_stay() -> None:
    """
    The stay ends 60 min after the injection; a set-up of 10 makes it 70.
    """
    scan = a_later_scan(earliest_min=30, latest_min=200)
    (later,) = laid_out(a_stay(later_scans=(scan,))).later

    assert (later.first_min, later.last_min) == (70, 200)
    assert (later.relaxed.first_min, later.relaxed.last_min) == (30, 200)


def test_extra_minutes_do_not_let_two_scans_meet() -> None:
    """
    The first ends, clean, 30 + 25 + 10 = 65 min after its start; the second's set-up
    begins 1570 - 10 min after the injection at the soonest: 1560 - 65 = 1495.
    """
    scans = (a_later_scan(), a_later_scan("26 h", earliest_min=1570, latest_min=1600))
    first, second = laid_out(a_stay(later_scans=scans), extra_min=25).later

    assert (first.first_min, first.last_min) == (DAY, 1495)
    assert (second.first_min, second.last_min) == (1570, 1600)
    assert first.latest_min == 1500


def test_a_scan_that_can_make_no_room_pushes_the_next() -> None:
    """
    With 200 extra minutes the first is clean 240 min after 1440; then comes the set-up.
    """
    scans = (
        a_later_scan(latest_min=DAY),
        a_later_scan("26 h", earliest_min=1560, latest_min=1700),
    )
    first, second = laid_out(a_stay(later_scans=scans), extra_min=200).later

    assert (first.first_min, first.last_min) == (DAY, DAY)
    assert (second.first_min, second.last_min) == (DAY + 240 + 10, 1700)
