"""Rules 1 and 2 in the exact model: demand, capacity, vials, portions."""

from typing import Any

import pytest

from solver.decay import need_kbq
from solver.model.options import Option
from solver.problem.demand import Alternative
from solver.problem.problem import Problem
from solver.problem.products import Container, Presentation
from tests.solver.builders import (
    a_problem,
    a_process,
    a_product,
    a_therapy,
    a_vial_product,
    a_visit,
    an_order,
)
from tests.solver.model.forcing import (
    at_and_eos,
    both,
    injected_at,
    is_possible,
    picks,
)


@pytest.mark.parametrize(("short_kbq", "possible"), [(0, True), (1, False)])
def test_a_run_holds_the_dose_to_the_kilobecquerel(
    short_kbq: int, possible: bool
) -> None:
    """
    The demand in the model is exactly the rounded-up one, and the sample counts.
    """
    # 200 MBq, 5 % residual: 210,527 kBq drawn at 500, 137 min after EOS at 363.
    demand = need_kbq(210_527, 137, 110.0)
    process = a_process(capacity_kbq=demand + 7_000 - short_kbq, sample_kbq=7_000)
    problem = a_problem(
        processes=(process,), products=(a_product(residual_permille=50),)
    )

    assert is_possible(problem, at_and_eos(500, 363)) is possible


def test_a_lower_alternative_is_taken_where_only_it_fits() -> None:
    """
    Each alternative has its own need; the plan picks one.
    """
    demand = need_kbq(150_000, 137, 110.0)
    alternatives = (
        Alternative(target_kbq=200_000, scan_min=20),
        Alternative(target_kbq=150_000, scan_min=30),
    )
    problem = a_problem(
        [a_visit(alternatives=alternatives)],
        processes=(a_process(capacity_kbq=demand),),
    )

    assert is_possible(problem, at_and_eos(500, 363))
    assert not is_possible(
        problem,
        both(at_and_eos(500, 363), lambda x: [x.visit("V1").takes(0) == 1]),
    )


def _two_from_one_vial(**container: Any) -> Problem:
    """Two therapies, injected at 500 and 505, from one vial of the run."""
    return a_problem(
        [a_visit("V1", procedure_id="scan"), a_visit("V2", procedure_id="scan")],
        products=(a_vial_product("FDG", **container),),
        procedures=(a_therapy(),),
    )


@pytest.mark.parametrize(("short_kbq", "possible"), [(0, True), (1, False)])
def test_a_vial_holds_its_draws_and_dead_volume(short_kbq: int, possible: bool) -> None:
    """
    The activity of a multi-dose vial is the sum of its draws and the rest in it.
    """
    # Dead volume 100 µL at 1,000,000 kBq/mL: 100,000 kBq.
    need = need_kbq(200_000, 137, 110.0) + need_kbq(200_000, 142, 110.0) + 100_000
    problem = _two_from_one_vial(max_activity_kbq=need - short_kbq, dead_volume_ul=100)
    force = both(at_and_eos(500, 363), injected_at(505, "V2"))

    assert is_possible(problem, force) is possible


@pytest.mark.parametrize(("short_ul", "possible"), [(0, True), (1, False)])
def test_a_vial_holds_the_volume_of_each_draw(short_ul: int, possible: bool) -> None:
    """
    Each draw's volume is rounded up by itself; the dead volume comes on top.
    """
    draws = (need_kbq(200_000, 137, 110.0), need_kbq(200_000, 142, 110.0))
    volume = sum(-(-draw // 1000) for draw in draws) + 100
    problem = _two_from_one_vial(max_volume_ul=volume - short_ul, dead_volume_ul=100)
    force = both(at_and_eos(500, 363), injected_at(505, "V2"))

    assert is_possible(problem, force) is possible


def test_a_second_vial_is_filled_where_one_is_too_small() -> None:
    """
    A shipment may carry several vials, each with its own limits.
    """
    need = need_kbq(200_000, 142, 110.0)
    force = both(at_and_eos(500, 363), injected_at(505, "V2"))

    assert not is_possible(_two_from_one_vial(max_activity_kbq=need), force)
    assert is_possible(
        _two_from_one_vial(max_activity_kbq=need, max_vials_per_shipment=2), force
    )


@pytest.mark.parametrize(
    ("minute", "possible"), [(600, True), (710, True), (711, False)]
)
def test_whole_vials_are_counted(minute: int, possible: bool) -> None:
    """
    One dose takes as many whole vials as it needs, and an order has a number.
    """
    # Vials of 220,000 kBq less 20 µL (20,000 kBq) give 200,000 kBq each; 200 MBq
    # take one vial at reference time 600 and two until a half-life later, 710.
    product = a_product(
        presentation=Presentation.WHOLE_VIALS,
        container=Container(
            concentration_kbq_per_ml=1_000_000, dead_volume_ul=20, content_kbq=220_000
        ),
    )
    problem = a_problem(
        products=(product,), runs=(), orders=(an_order(max_portions=2),)
    )

    assert is_possible(problem, injected_at(minute)) is possible
    assert is_possible(
        problem,
        both(injected_at(minute), lambda x: [x.dose("V1").count == 1]),
    ) is (minute == 600)


@pytest.mark.parametrize(("most", "possible"), [(1, False), (2, True)])
def test_an_order_has_only_so_many_portions(most: int, possible: bool) -> None:
    """
    Every unit dose is one of the order's portions.
    """
    problem = a_problem(
        [a_visit("V1"), a_visit("V2")], runs=(), orders=(an_order(max_portions=most),)
    )

    assert is_possible(problem) is possible


def test_a_dose_far_out_of_reach_is_no_option() -> None:
    """
    No coefficient is ever made for a dose that no batch could hold.
    """
    # A half-life of 2 min: at 500 the 420 run would need 2^40 times the dose.
    problem = a_problem(products=(a_product(half_life_min=2.0),))

    assert not is_possible(problem)
    assert not is_possible(problem, picks(Option("R1", "lane", 0)))
