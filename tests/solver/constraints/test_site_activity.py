"""Rule 18: doses held at a site, for insertion and in the exact model."""

import pytest

from solver.problem.equipment import Inventory, Licence
from tests.properties.solving import solved
from tests.solver.builders import (
    a_person,
    a_process,
    a_run,
    a_site,
    an_order,
    spans,
)
from tests.solver.constraints.licensed import (
    FIRST,
    SECOND,
    a_licence,
    a_licensed_problem,
    asked_for,
)
from tests.solver.constraints.twins import (
    Source,
    is_open,
)

RULE = "activity_on_site"


@pytest.mark.parametrize(
    ("max_kbq", "minute", "fits"),
    [
        pytest.param(400_000, 550, True, id="just"),
        pytest.param(400_000, 551, False, id="a minute later"),
        pytest.param(399_999, 550, False, id="a kBq less"),
        pytest.param(399_999, 549, True, id="a kBq less, a minute sooner"),
    ],
)
def test_one_dose_alone(max_kbq: int, minute: int, fits: bool) -> None:
    """
    Two half-lives before its injection at 550, at 430, a dose of 100 MBq has 400.
    """
    assert (
        is_open(RULE, a_licensed_problem(a_licence(max_kbq)), ("V1", minute, FIRST))
        is fits
    )


def test_other_nuclides_and_other_sites_have_no_limit() -> None:
    """
    A licence is about what it names.
    """
    other = Licence(id="other", nuclides=("Ga-68",), max_kbq=0)

    assert is_open(RULE, a_licensed_problem(other), ("V1", 550, FIRST))


@pytest.mark.parametrize(("max_kbq", "fits"), [(600_000, True), (599_999, False)])
def test_doses_that_arrive_together(max_kbq: int, fits: bool) -> None:
    """
    At 430 a dose for 490 has 200 MBq and one for 550 has 400.
    """
    problem, beside = a_licensed_problem(a_licence(max_kbq)), [("V1", 490, FIRST)]

    assert is_open(RULE, problem, ("V2", 550, FIRST), beside) is fits


@pytest.mark.parametrize(
    ("before_min", "minute", "fits"),
    [
        # At 490 the first has 200,000; 2^(95/60) = 2.9966 and 2^(96/60) = 3.0314.
        pytest.param(550, 585, True, id="beside 200 MBq"),
        pytest.param(550, 586, False, id="a minute more"),
        # Given as the second arrives, it is gone: 2^(139/60) = 4.982, then 5.040.
        pytest.param(490, 629, True, id="gone"),
        pytest.param(490, 630, False, id="gone, but too much alone"),
        # Given a minute later it has 101,162: with 400,000 for 610 it is too much.
        pytest.param(491, 609, True, id="still there"),
        pytest.param(491, 610, False, id="still there, a minute more"),
    ],
)
def test_what_is_still_there_when_more_arrives(
    before_min: int, minute: int, fits: bool
) -> None:
    """
    With 500 MBq allowed, what the first dose has at 490 is not there for the second.
    """
    problem, beside = (
        a_licensed_problem(a_licence(500_000)),
        [("V1", before_min, FIRST)],
    )

    assert is_open(RULE, problem, ("V2", minute, SECOND), beside) is fits


@pytest.mark.parametrize(("minute", "fits"), [(490, True), (491, False)])
def test_a_seat_is_checked_when_others_arrive_later(minute: int, fits: bool) -> None:
    """
    At 490 a dose for 610 brings 400 MBq: another one fits if it is gone by then.
    """
    problem, beside = a_licensed_problem(a_licence(500_000)), [("V2", 610, SECOND)]

    assert is_open(RULE, problem, ("V1", minute, FIRST), beside) is fits


@pytest.mark.parametrize(("max_kbq", "fits"), [(440_000, True), (439_999, False)])
def test_inventory_decays_in_its_place(max_kbq: int, fits: bool) -> None:
    """
    Of 80 MBq at 430 there are 40 left at 490, beside 400 for a dose at 610.
    """
    there = Inventory(
        nuclide="F-18", half_life_min=60.0, activity_kbq=80_000, at_min=430
    )
    site = a_site(licences=(a_licence(max_kbq),), inventory=(there,))
    problem = a_licensed_problem(a_licence(max_kbq), sites=(site,))

    assert is_open(RULE, problem, ("V1", 610, SECOND)) is fits


@pytest.mark.parametrize(("max_kbq", "fits"), [(600_000, True), (599_999, False)])
def test_one_more_portion_arrives_later(max_kbq: int, fits: bool) -> None:
    """
    Two portions of a run are there at 490: 200 MBq for 550, and 400 for 610.
    """
    # Half an hour each to dispense, and half an hour on the road, from EOS at 400.
    process = a_process(quality_control_min=0, dispensing_per_portion_min=30)
    problem = a_licensed_problem(
        a_licence(max_kbq), runs=(a_run(),), orders=(), processes=(process,)
    )
    source: Source = ("R1", 400, "lane", 0)

    assert is_open(RULE, problem, ("V2", 610, source), [("V1", 550, source)]) is fits


@pytest.mark.parametrize(("max_kbq", "served"), [(600_000, 3), (599_999, 2)])
def test_licences_are_kept_by_solved_plans(max_kbq: int, served: int) -> None:
    """
    At 430 each of three doses for 490 has 200 MBq.
    """
    asked = [
        asked_for(f"V{i}", injection_hours=spans((490, 491)), window_start_min=490)
        for i in (1, 2, 3)
    ]
    problem = a_licensed_problem(
        a_licence(max_kbq),
        visits=asked,
        people=tuple(a_person(f"nurse {i}", "nurse") for i in (1, 2, 3)),
        orders=(an_order("O1", reference_min=400, ready_min=400),),
    )

    result = solved(problem)

    assert result.plan is not None
    assert len(result.plan.administrations) == served
    assert [each.rules for each in result.left_out] == [(RULE,)] * (3 - served)
