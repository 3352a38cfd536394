"""Rule 10: vehicles, for insertion and in the exact model."""

from typing import Any

import pytest

from solver.problem.products import Package
from tests.solver.constraints.timetabled import (
    LATER,
    ONE,
    OTHER,
    a_packed_product,
    a_timetabled_problem,
    sent,
    two_departures,
)
from tests.solver.constraints.twins import (
    Seat,
    is_open,
)

RULE = "transport"


def _tour(returns_min: int, vehicle_id: str = "van") -> dict[str, Any]:
    return {"vehicle_id": vehicle_id, "returns_min": returns_min}


@pytest.mark.parametrize(
    ("returns_min", "vehicle_id", "is_free"),
    [(490, "van", True), (491, "van", False), (491, "car", True)],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_vehicle_makes_one_tour_at_a_time(
    returns_min: int, vehicle_id: str, is_free: bool, is_turned: bool
) -> None:
    """
    The second tour leaves at 490: the first has to be back by then.
    """
    departures = two_departures(_tour(returns_min), _tour(550, vehicle_id))
    problem = a_timetabled_problem(a_packed_product(Package()), departures)
    seats: list[Seat] = [("V1", 550, ONE), ("V2", 550, LATER)]
    beside, seat = reversed(seats) if is_turned else seats

    assert is_open(RULE, problem, seat, [beside]) is is_free


def test_a_tour_may_carry_more_than_one_shipment() -> None:
    """
    A second batch on the same departure needs no second vehicle.
    """
    problem = a_timetabled_problem(
        a_packed_product(Package()), two_departures(_tour(600), _tour(700))
    )

    assert is_open(RULE, problem, ("V2", 550, OTHER), [("V1", 550, ONE)])


@pytest.mark.parametrize(("returns_min", "is_free"), [(490, True), (491, False)])
def test_committed_shipments_have_their_vehicle(
    returns_min: int, is_free: bool
) -> None:
    """
    Whatever became of its doses, what has been sent keeps its vehicle.
    """
    departures = two_departures(_tour(returns_min), _tour(550))
    plain = a_timetabled_problem(a_packed_product(Package()), departures)
    problem = a_timetabled_problem(
        a_packed_product(Package()),
        departures,
        commitments=sent(plain, ("V1", 550, ONE)),
    )

    assert is_open(RULE, problem, ("V2", 550, LATER)) is is_free
