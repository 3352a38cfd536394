"""Rule 7: the life of a multi-dose vial from its first draw, twice asked."""

from typing import Any

import pytest

from solver.problem.base import Interval
from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.problem import Problem
from solver.problem.products import ShelfLife
from solver.search.limits_kept import keeps_limits
from solver.state.record import to_plan
from tests.properties.solving import solved
from tests.solver.builders import a_product, a_vial_product, a_visit, an_order, spans
from tests.solver.constraints.twins import (
    Seat,
    Source,
    a_simple_problem,
    is_open,
    seated,
)

RULE = "shelf_life"
VIAL: Source = ("O1", 600, "lane", 1)
OTHER: Source = ("O1", 600, "lane", 2)


def _problem(in_use_min: int, **fields: Any) -> Problem:
    """Three visits, whose injections take five minutes each, and two vials."""
    product = a_vial_product(max_vials_per_shipment=2)
    life = ShelfLife(in_use_min=in_use_min)
    made = {
        "products": (product.model_copy(update={"shelf_life": life}),),
        "runs": (),
        "orders": (an_order(),),
    }
    asked = [a_visit(f"V{i}") for i in (1, 2, 3)]
    return a_simple_problem(*fields.pop("visits", asked), **(made | fields))


@pytest.mark.parametrize(
    ("minute", "is_fresh"), [(555, True), (556, False), (445, True), (444, False)]
)
def test_draws_keep_to_the_life_from_the_first(minute: int, is_fresh: bool) -> None:
    """
    With an hour of life: after 500 until 560, and before it while V1 is in time.
    """
    # V1 ends at 505: the first draw may not be before 445.
    seat: Seat = ("V2", minute, VIAL)

    assert is_open(RULE, _problem(60), seat, [("V1", 500, VIAL)]) is is_fresh


def test_other_vials_have_a_life_of_their_own() -> None:
    """
    What is drawn from the first vial says nothing of the second, nor of syringes.
    """
    assert is_open(RULE, _problem(60), ("V2", 700, OTHER), [("V1", 500, VIAL)])
    syringes = a_product(shelf_life=ShelfLife(in_use_min=1))
    problem = _problem(60, products=(syringes,))
    own: Source = ("O1", 600, "lane", 0)
    assert is_open(RULE, problem, ("V2", 700, own), [("V1", 500, own)])


@pytest.mark.parametrize(("in_use_min", "is_fresh"), [(5, True), (4, False)])
def test_the_first_injection_has_to_end_in_time_too(
    in_use_min: int, is_fresh: bool
) -> None:
    """
    An injection of five minutes outlives a vial that lasts four.
    """
    assert is_open(RULE, _problem(in_use_min), ("V1", 500, VIAL)) is is_fresh


@pytest.mark.parametrize(("minute", "is_fresh"), [(555, True), (556, False)])
def test_committed_vials_have_been_opened(minute: int, is_fresh: bool) -> None:
    """
    The draw of a committed visit opens a vial that exists.
    """
    seats: list[Seat] = [("V1", 500, VIAL), ("V2", 555, VIAL)]
    before = seated(_problem(60), seats)
    commitments = Commitments(
        previous=to_plan(before.index, before.placements),
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FROZEN),),
    )
    problem = _problem(60, commitments=commitments)

    assert is_open(RULE, problem, ("V2", minute, VIAL), seats[:1]) is is_fresh


@pytest.mark.parametrize(("in_use_min", "is_fresh"), [(60, True), (59, False)])
def test_a_batch_is_judged_as_it_is(in_use_min: int, is_fresh: bool) -> None:
    """
    From the first draw at 500 to the end of the last at 560 is an hour.
    """
    state = seated(_problem(in_use_min), [("V1", 500, VIAL), ("V2", 555, VIAL)])

    assert keeps_limits(state, "O1") is is_fresh


@pytest.mark.parametrize(("in_use_min", "vials"), [(60, 1), (59, 2)])
def test_a_solved_plan_opens_another_vial(in_use_min: int, vials: int) -> None:
    """
    Draws at 500 and 555 share a vial that lasts an hour; each portion has its price.
    """
    hours: tuple[tuple[Interval, ...], ...] = (spans((500, 501)), spans((555, 556)))
    asked = [a_visit(f"V{i}", injection_hours=each) for i, each in enumerate(hours)]

    result = solved(_problem(in_use_min, visits=asked))

    assert result.plan is not None
    assert len(result.plan.administrations) == 2
    assert len(result.plan.vials) == vials
