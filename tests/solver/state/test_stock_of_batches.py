from typing import Any

import pytest

from solver.problem.commitments import MeasuredVial
from solver.state.index import Index
from solver.state.record import plan_of
from solver.state.state import State
from solver.state.stock import Stock, StockVial, stocks_of
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import FDG
from tests.solver.checks.world_plan import a_plan
from tests.solver.state.seating import a_state

VAN, PLANE, SYRINGE = "R1/road/v1", "R1/SK1/v1", "R2/road/D"


def stocks(commitments: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """What the committed batches of the replanned world still hold."""
    return stocks_of(Index(a_replanned_problem(commitments, **changes)))


def vials(stock: Stock) -> dict[str, StockVial]:
    """The vials of a batch by id."""
    return {each.id: each for shipped in stock.shipments for each in shipped.vials}


def test_committed_batches_hold_what_was_planned() -> None:
    """
    R1, R2 and O1 are made or bought: each vial gives its content less dead volume.
    """
    found = stocks()

    assert list(found) == ["O1", "R1", "R2"]
    # content of the hand-made plan: 947 526 kBq in 1896 µL, 200 of them dead
    van = vials(found["R1"])[VAN]
    assert (van.number, van.owner_id) == (1, None)
    assert (van.usable_kbq, van.usable_ul) == (847_526, 1_696)
    syringe = vials(found["R2"])[SYRINGE]
    assert (syringe.number, syringe.owner_id) == (0, "D")
    assert syringe.usable_kbq == 1_039_289
    assert {e.owner_id for e in vials(found["O1"]).values()} == {"F"}


@pytest.mark.parametrize(
    ("measured_kbq", "usable_kbq", "hundred_kbq_ul"),
    [
        # 947 526 * 1696/1896 = 847 576; 100 000 / (947 526/1896) = 200.1 µL
        pytest.param(947_526, 847_576, 201, id="as planned"),
        # 900 000 * 1696/1896 = 805 063.3; 100 000 / (900 000/1896) = 210.7 µL
        pytest.param(900_000, 805_063, 211, id="weaker"),
        # 1 000 000 * 1696/1896 = 894 514.8; 189.6 µL
        pytest.param(1_000_000, 894_514, 190, id="stronger"),
    ],
)
def test_measured_vial_has_the_concentration_it_was_measured_with(
    measured_kbq: int, usable_kbq: int, hundred_kbq_ul: int
) -> None:
    """
    The dead volume holds its share, rounded against us; a weak vial costs volume.
    """
    measured = (MeasuredVial(vial_id=VAN, activity_kbq=measured_kbq),)

    vial = vials(stocks({"measured_vials": measured})["R1"])[VAN]

    assert vial.is_measured
    assert (vial.content_kbq, vial.volume_ul) == (measured_kbq, 1_896)
    assert (vial.usable_kbq, vial.usable_ul) == (usable_kbq, 1_696)
    assert vial.draw_ul(FDG, 100_000) == hundred_kbq_ul


def test_lost_vial_is_gone_and_its_shipment_is_not() -> None:
    """
    What is lost is not there; the shipment it travelled in has been dispatched.
    """
    found = stocks({"lost_vial_ids": (VAN, "O1/TR1/F.1"), "visits": ()})

    assert list(vials(found["R1"])) == [PLANE]
    assert [e.shipment.id for e in found["R1"].shipments] == ["R1/SK1", "R1/road"]
    assert list(vials(found["O1"])) == ["O1/TR1/F.2"]


def test_departure_that_is_gone_loses_its_shipment() -> None:
    """
    Without SK1 the vial on it is lost, and the one on the van is not.
    """
    departures = tuple(e for e in a_problem().departures if e.id != "SK1")

    assert list(vials(stocks(departures=departures)["R1"])) == [VAN]


def test_batch_the_problem_does_not_know_is_no_stock() -> None:
    """
    Without R1 among the runs there is nothing of it.
    """
    runs = tuple(e for e in a_problem().runs if e.id != "R1")

    assert list(stocks({"visits": ()}, runs=runs)) == ["O1", "R2"]


def test_shipment_takes_the_times_of_todays_departure() -> None:
    """
    A late flight arrives late, a hand-over that happened stays when it was.
    """
    departures = tuple(
        changed(e, departs_min=530, arrives_min=590) if e.id == "SK1" else e
        for e in a_problem().departures
    )

    shipped = stocks(departures=departures)["R1"].shipment("SK1")

    assert shipped is not None
    assert shipped.shipment.handover_min == 440
    assert shipped.shipment.departs_min == 530
    assert (shipped.shipment.arrives_min, shipped.shipment.usable_min) == (590, 605)


def test_committed_batches_are_in_every_plan() -> None:
    """
    A state with nobody seated still carries the batches, shipments and vials there are.
    """
    before, plan = a_plan(), plan_of(State(Index(a_replanned_problem())))

    committed = {"R1", "R2", "O1"}
    assert plan.administrations == ()
    assert plan.batches == tuple(e for e in before.batches if e.id in committed)
    assert plan.shipments == tuple(
        e for e in before.shipments if e.batch_id in committed
    )
    assert plan.vials == tuple(
        e for e in before.vials if e.shipment_id.partition("/")[0] in committed
    )


def test_drawing_on_stock_makes_nothing() -> None:
    """
    The batch's content stays what it was, however many are served from it.
    """
    problem = a_replanned_problem()

    nobody, served = a_state(problem), a_state(problem, "ABCDF")

    assert plan_of(served).batches == plan_of(nobody).batches
    assert plan_of(served).vials == plan_of(nobody).vials
    assert served.departures == {}
