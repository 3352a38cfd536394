"""Rule 8: what has been placed stays to be had, and costs something if it is not."""

from typing import Any

import pytest

from solver.checks import level_values
from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.plan.result import LevelName
from solver.problem.problem import Problem
from solver.problem.products import Container, Presentation, Product
from solver.search.bounds import Assignment
from solver.search.budget import Budget
from solver.search.insertion import best_seat
from solver.search.score import level_values as values_of
from solver.state.index import Index
from solver.state.record import to_plan
from solver.state.state import State
from tests.properties.solving import REPEATABLE, solved
from tests.solver.builders import a_person, a_product, a_vial_product, a_visit, an_order
from tests.solver.constraints.twins import (
    Seat,
    Source,
    a_simple_problem,
    is_open,
    seated,
)

RULE = "orders"
COST = (LevelName.COST_NOK, None)
OWN: Source = ("O1", 600, "lane", 0)
VIAL: Source = ("O1", 600, "lane", 1)
SECOND: Source = ("O1", 600, "lane", 2)


def _problem(product: Product | None = None, visits: int = 3, **order: Any) -> Problem:
    """Visits, and an order whose cut-off was a minute ago."""
    fields = {"cutoff_min": -1, "placed_portions": 2} | order
    return a_simple_problem(
        *(a_visit(f"V{i + 1}") for i in range(visits)),
        products=(product or a_product(),),
        runs=(),
        orders=(an_order(**fields),),
        people=tuple(a_person(f"nurse {i}", "nurse") for i in range(visits)),
    )


@pytest.mark.parametrize(("cutoff_min", "is_open_still"), [(-1, False), (0, True)])
def test_past_the_cut_off_there_is_what_was_placed(
    cutoff_min: int, is_open_still: bool
) -> None:
    """
    Two portions are placed: a third may be ordered until the cut-off only.
    """
    problem = _problem(cutoff_min=cutoff_min)
    beside: list[Seat] = [("V1", 500, OWN)]

    assert is_open(RULE, problem, ("V2", 500, OWN), beside)
    beside += [("V2", 500, OWN)]
    assert is_open(RULE, problem, ("V3", 500, OWN), beside) is is_open_still


def test_nothing_is_had_of_what_was_not_placed() -> None:
    """
    Without placed portions the order is not made.
    """
    assert not is_open(RULE, _problem(placed_portions=0), ("V1", 500, OWN))


def test_a_placed_vial_serves_several() -> None:
    """
    One vial is placed: more may be drawn from it, but no second one is had.
    """
    product = a_vial_product(max_vials_per_shipment=2)
    problem = _problem(product, placed_portions=1)

    assert is_open(RULE, problem, ("V2", 500, VIAL), [("V1", 500, VIAL)])
    assert not is_open(RULE, problem, ("V2", 500, SECOND), [("V1", 500, VIAL)])


@pytest.mark.parametrize(("minute", "is_enough"), [(664, True), (665, False)])
def test_placed_whole_vials_are_enough_until_they_are_too_few(
    minute: int, is_enough: bool
) -> None:
    """
    Two vials of 150 MBq cover 200 MBq until 64 minutes after their reference time.
    """
    # 200,000 * 2^(64/110) = 299,341 and 200,000 * 2^(65/110) = 301,233.
    product = a_product(
        presentation=Presentation.WHOLE_VIALS,
        container=Container(concentration_kbq_per_ml=1_000_000, content_kbq=150_000),
    )

    assert is_open(RULE, _problem(product), ("V1", minute, OWN)) is is_enough


@pytest.mark.parametrize(
    ("free_until_min", "cancelled_nok"),
    [
        pytest.param(None, 0, id="always free"),
        pytest.param(0, 0, id="free still"),
        pytest.param(-1, 70, id="free no more"),
    ],
)
def test_portions_not_taken_are_paid_for(
    free_until_min: int | None, cancelled_nok: int
) -> None:
    """
    One of two placed portions is taken: the order 500, its portion 50, its way 100.
    """
    problem = _problem(
        visits=1, free_cancel_until_min=free_until_min, cancel_cost_per_portion_nok=70
    )
    expected = 650 + cancelled_nok
    state = seated(problem, [("V1", 500, OWN)])

    result = solved(problem)
    levels = {(each.name, each.priority): each for each in result.levels}

    assert values_of(state)[COST] == expected
    assert (
        level_values(problem, to_plan(state.index, state.placements))[COST] == expected
    )
    assert (levels[COST].value, levels[COST].bound) == (expected, expected)


def _two_orders(nok: int) -> Problem:
    """One visit, one portion placed late, and a cheaper order of the same."""
    late = an_order(
        cutoff_min=-1,
        placed_portions=1,
        free_cancel_until_min=-1,
        cancel_cost_per_portion_nok=300,
    )
    return a_simple_problem(
        a_visit(), runs=(), orders=(late, an_order("O2", cost_nok=nok))
    )


@pytest.mark.parametrize(("nok", "taken"), [(201, "O1"), (199, "O2")])
def test_a_placed_portion_is_taken_where_that_is_cheaper(nok: int, taken: str) -> None:
    """
    Taking it costs 500, another order as little as 200 and 300 to cancel it.
    """
    problem = _two_orders(nok)
    state = State(Index(problem))

    seat = best_seat(state, state.index.visits["V1"])
    outcome = improve(
        Piece.whole(state.index, {}), {}, ExactConfig(deterministic_limit=5.0)
    )
    result = solved(problem)

    assert seat is not None
    assert seat.offer.supply.id == taken
    assert outcome.placements["V1"].channel.supply_id == taken
    assert result.plan is not None
    assert [each.id for each in result.plan.batches] == [taken]


@pytest.mark.parametrize(
    ("cost_nok", "cancel_nok", "best_nok"),
    [
        # Whole vials of 150 MBq: 200 MBq take one or two of them, by the minute.
        pytest.param(50, 300, 500 + 100 + 100, id="dear to cancel"),
        pytest.param(50, 20, 500 + 50 + 100 + 20, id="cheap to cancel"),
    ],
)
def test_the_relaxation_knows_that_more_may_be_taken(
    cost_nok: int, cancel_nok: int, best_nok: int
) -> None:
    """
    Two vials are placed: where cancelling is dear, a late minute takes them both.
    """
    product = a_product(
        presentation=Presentation.WHOLE_VIALS,
        container=Container(concentration_kbq_per_ml=1_000_000, content_kbq=150_000),
    )
    problem = _problem(
        product,
        visits=1,
        cost_per_portion_nok=cost_nok,
        free_cancel_until_min=-1,
        cancel_cost_per_portion_nok=cancel_nok,
    )
    result = solved(problem)
    values = {(each.name, each.priority): each.value for each in result.levels}
    base = State(Index(problem))

    bounds = Assignment(base, frozenset()).bounds(values, Budget(REPEATABLE))

    assert values[COST] == best_nok
    assert bounds[COST] <= best_nok
    assert bounds[COST] == best_nok
