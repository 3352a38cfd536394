"""Rules 9 and 14, in insertion and in the exact model: stays by day and overnight."""

import pytest

from tests.solver.builders import places, spans
from tests.solver.model.forcing import injected_at
from tests.solver.ward import (
    DAY,
    a_patient,
    a_stay,
    agreed,
    is_open_with,
    is_possible_beside,
    on_the_ward,
    refusing,
)

OVERNIGHT = a_stay(observation_min=1020, is_overnight=True)


@pytest.mark.parametrize(
    ("minute", "allowed"),
    [
        pytest.param(839, False, id="discharge a minute before the ward opens"),
        pytest.param(840, True, id="discharge as it opens"),
        pytest.param(900, True, id="infused as it closes"),
        pytest.param(901, False, id="infused a minute later"),
    ],
)
def test_an_overnight_stay_begins_and_ends_by_day(minute: int, allowed: bool) -> None:
    """
    Rules 9 and 14: 60 min of infusion end by 960; 1020 min later it is 1920 or more.
    """
    assert agreed(on_the_ward(procedures=(OVERNIGHT,)), minute) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(839, True), (840, False)])
def test_the_minute_of_discharge_is_in_opening_hours(
    minute: int, allowed: bool
) -> None:
    """
    Rule 14: 60 + 1500 min after 839 it is 2399, the last minute before closing time.
    """
    procedure = a_stay(observation_min=1500, is_overnight=True)

    assert agreed(on_the_ward(procedures=(procedure,)), minute) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(759, False), (760, True)])
def test_observation_may_last_until_the_morning(minute: int, allowed: bool) -> None:
    """
    Rule 14: with 1000 to 1100 min of observation, 760 + 60 + 1100 is 1920.
    """
    procedure = a_stay(
        observation_min=1000, observation_max_min=1100, is_overnight=True
    )

    assert agreed(on_the_ward(procedures=(procedure,)), minute) is allowed


@pytest.mark.parametrize(
    ("away", "allowed"),
    [
        pytest.param((1500, 1501), False, id="in the night"),
        pytest.param((1979, 1980), False, id="in the last minute"),
        pytest.param((1980, 1990), True, id="from the discharge on"),
        pytest.param((890, 900), True, id="until the arrival"),
        pytest.param((890, 901), False, id="at the arrival"),
    ],
)
def test_a_stay_touches_no_unavailable_time(
    away: tuple[int, int], allowed: bool
) -> None:
    """
    Rules 9 and 14: the stay is [900, 900 + 60 + 1020 = 1980).
    """
    problem = on_the_ward(a_patient(unavailable=spans(away)), procedures=(OVERNIGHT,))

    assert agreed(problem, 900) is allowed


@pytest.mark.parametrize(("until", "allowed"), [(1989, False), (1990, True)])
def test_the_bed_is_held_until_it_is_clean(until: int, allowed: bool) -> None:
    """
    Rule 4: from 840 to the discharge at 1920, and 70 min of cleaning.
    """
    procedure = a_stay(observation_min=1020, is_overnight=True, place_cleaning_min=70)
    bed = places("chair", available=spans((840, until)))

    assert agreed(on_the_ward(procedures=(procedure,), places=bed), 840) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(840, True), (841, False)])
def test_a_day_stay_ends_by_closing_time(minute: int, allowed: bool) -> None:
    """
    Rule 9: 60 min of infusion and at least 60 of observation end at 960.
    """
    procedure = a_stay(observation_min=60, observation_max_min=120)

    assert agreed(on_the_ward(procedures=(procedure,)), minute) is allowed


@pytest.mark.parametrize(
    ("wait", "allowed"), [(59, False), (60, True), (120, True), (121, False)]
)
def test_observation_is_as_long_as_the_protocol_says(wait: int, allowed: bool) -> None:
    """
    Rule 14: both ends of 60 to 120 min are inclusive.
    """
    problem = on_the_ward(
        procedures=(a_stay(observation_min=60, observation_max_min=120),)
    )

    assert is_open_with(problem, 600, wait) is allowed
    assert allowed is is_possible_beside(
        problem,
        {},
        injected_at(600),
        lambda x: [x.visit("V1").end == 600 + 60 + wait],
    )


@pytest.mark.parametrize(("minute", "allowed"), [(509, False), (510, True)])
def test_tests_may_take_longer_than_the_preparation(minute: int, allowed: bool) -> None:
    """
    Rule 9: with tests of 30 min the participant arrives at 480, as the ward opens.
    """
    procedure = a_stay(preparation_min=20, preparation_role="nurse", tests_min=30)

    assert agreed(on_the_ward(procedures=(procedure,)), minute) is allowed


@pytest.mark.parametrize(("free_from", "allowed"), [(490, True), (491, False)])
def test_the_preparation_is_right_before_the_injection(
    free_from: int, allowed: bool
) -> None:
    """
    Rule 13: arriving at 480 for tests, the nurse is needed from 490 for an injection
    at 510.
    """
    procedure = a_stay(preparation_min=20, preparation_role="nurse", tests_min=30)
    problem = on_the_ward(procedures=(procedure,))
    nurse, technologist = problem.people
    late = type(nurse)(**(dict(nurse) | {"available": spans((free_from, 3 * DAY))}))
    problem = on_the_ward(procedures=(procedure,), people=(late, technologist))

    assert agreed(problem, 510) is allowed


def test_infusion_and_discharge_are_the_matter_of_two_rules() -> None:
    """
    At 839 the discharge is at 1919, at 901 the infusion ends at 961.
    """
    problem = on_the_ward(procedures=(OVERNIGHT,))

    assert refusing(problem, 839) == {"therapy_stay"}
    assert refusing(problem, 901) == {"availability"}
