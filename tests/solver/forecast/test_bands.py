"""What visits that are not booked may ask for, worked out by hand."""

from fractions import Fraction
from typing import Any

from solver.forecast.bands import Amount, Band, Forecast, forecast
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.production import Unit
from solver.problem.products import ShelfLife
from tests.solver.builders import (
    a_lane,
    a_product,
    an_authorisation,
    an_order,
    spans,
)
from tests.solver.forecast.days import cell, day_of
from tests.solver.several_days import ALWAYS, HORIZON, a_dose, three_days

FIRST_DAY, SECOND_DAY = (600, 801), (2040, 2241)
"""Injection from 10:00 to 13:20, both included."""


def bought(*days: int, **overrides: Any) -> tuple[Any, ...]:
    """
    An order on each day, with its reference time at 10:00, usable then.

    It is ready at 09:25, is 30 minutes on its way and 5 in the receiving check.
    """
    fields: list[dict[str, Any]] = [
        {
            "id": f"{overrides.get('unit_id', 'unit')} {day}",
            "reference_min": day * 1440 + 600,
            "ready_min": day * 1440 + 565,
        }
        for day in days
    ]
    return tuple(an_order(**(each | overrides)) for each in fields)


def asked(*visits: Visit, **overrides: Any) -> Problem:
    """A product that halves every 100 minutes and may be used for four hours."""
    fields: dict[str, Any] = {
        "products": (
            a_product(
                half_life_min=100.0, shelf_life=ShelfLife(from_reference_min=240)
            ),
        ),
        "orders": bought(0, 1),
    }
    return three_days(*visits, **(fields | overrides))


def a_request(id: str, *hours: tuple[int, int], **overrides: Any) -> Visit:
    """A visit that may be injected at certain hours of the three days."""
    window: dict[str, Any] = {
        "window_start_min": 0,
        "window_end_min": HORIZON,
        "injection_hours": spans(*hours),
    }
    return a_dose(id, **(window | overrides))


def forecasted(problem: Problem) -> Forecast:
    """The forecast of all visits."""
    return forecast(problem, {each.id for each in problem.visits}, day_of)


def test_one_that_must_and_one_that_may() -> None:
    """
    A dose of 200 MBq takes 200 MBq at 10:00, 400 MBq at 11:40, 800 MBq at 13:20. V1 can
    only come on the first day, V2 on the first or the second. On the first day one or
    two come, each with chance 1/2; on the second none or one.
    """
    found = forecasted(
        asked(a_request("V1", FIRST_DAY), a_request("V2", FIRST_DAY, SECOND_DAY))
    )

    assert found.bands == {
        cell(0): Band(
            least=Amount(1, 200_000),
            low=Amount(1, 400_000),
            high=Amount(2, 800_000),
            most=Amount(2, 1_600_000),
            expected_doses=Fraction(3, 2),
            expected_kbq=600_000,
        ),
        cell(1): Band(
            least=Amount(0, 0),
            low=Amount(0, 0),
            high=Amount(1, 400_000),
            most=Amount(1, 800_000),
            expected_doses=Fraction(1, 2),
            expected_kbq=200_000,
        ),
    }
    assert found.expected_later == 0
    assert found.nowhere == ()


def test_of_two_units_the_one_that_needs_less_is_expected_to_be_asked() -> None:
    """
    The other's dose is calibrated 100 minutes before, and takes twice as much: it may
    be asked for all, and is certain of nothing; nor is the one that needs less.
    """
    other = {"id": "lane 2", "unit_id": "other", "door_to_door_min": 130}
    sooner = bought(0, unit_id="other", reference_min=500, ready_min=465)
    found = forecasted(
        asked(
            a_request("V1", FIRST_DAY),
            units=tuple(
                Unit(id=each, name=each, zone="Europe/Oslo")
                for each in ("unit", "other")
            ),
            orders=(*bought(0), *sooner),
            lanes=(a_lane(hours=ALWAYS), a_lane(hours=ALWAYS, **other)),
            authorisations=tuple(
                an_authorisation(valid=ALWAYS[0], unit_id=each)
                for each in ("unit", "other")
            ),
        )
    )
    here, there = found.bands[cell(0)], found.bands[cell(0, "other")]

    assert [here.least.doses, here.most.doses, here.expected_doses] == [0, 1, 1]
    assert [there.least.doses, there.most.doses, there.expected_doses] == [0, 1, 0]
    assert (here.high, there.high) == (Amount(1, 400_000), Amount(0, 0))


def test_days_beyond_the_horizon_are_as_likely() -> None:
    """
    One day of the horizon and two of the window after it: a chance of one third.
    """
    visit = a_request("V1", FIRST_DAY, window_end_min=HORIZON + 2 * 1440)
    found = forecasted(asked(visit))
    [band] = found.bands.values()

    assert (band.least.doses, band.expected_doses) == (0, Fraction(1, 3))
    assert (band.low.doses, band.high.doses, band.most.doses) == (0, 1, 1)
    assert found.expected_later == Fraction(2, 3)


def test_who_can_be_served_by_nobody_is_named() -> None:
    """
    On a day without a reference time, after the cut-off, or without authorization.
    """
    visit = a_request("V1", SECOND_DAY)
    without = forecasted(asked(visit, orders=bought(0)))
    late = forecasted(asked(visit, as_of_min=101))
    refused = forecasted(asked(visit, authorisations=()))

    assert [each.nowhere for each in (without, late, refused)] == [("V1",)] * 3
    assert (without.bands, late.bands, refused.bands) == ({}, {}, {})


def test_only_those_that_are_named_are_counted() -> None:
    """
    Whoever is in the plan in force is told elsewhere.
    """
    problem = asked(a_request("V1", FIRST_DAY), a_request("V2", FIRST_DAY))
    [band] = forecast(problem, {"V2"}, day_of).bands.values()

    assert band.most.doses == 1


def test_what_is_closed_on_a_day_is_not_a_day() -> None:
    """
    Nobody injects on the second day: the first is certain.
    """
    closed = three_days().people[0].model_dump() | {"available": spans((0, 1440))}
    nurse = type(three_days().people[0])(**closed)
    found = forecasted(asked(a_request("V1", FIRST_DAY, SECOND_DAY), people=(nurse,)))

    assert list(found.bands) == [cell(0)]
    assert found.bands[cell(0)].least.doses == 1
