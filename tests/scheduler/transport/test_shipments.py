"""Shipments as they travel: dispatched, late, arrived, received, rejected."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.transport.records import ShipmentRecord, ShipmentState
from scheduler.transport.shipments import arrive, dispatch, expect, receive, reject
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import (
    BATCH,
    SHIPMENT,
    a_batch_day,
    accepted,
    at,
    broken,
    dispatched,
    doing,
    events,
    fact,
    lost_ids,
    released,
    visits,
)


def _said(
    seeded: Seeded,
    use_case: Callable[..., Any],
    clock: str,
    shipment_id: str = SHIPMENT,
    **more: Any,
) -> Any:
    return doing(
        seeded,
        lambda session: use_case(
            session,
            at(clock),
            PLANNER,
            network_id=NETWORK,
            shipment_id=shipment_id,
            **more,
        ),
    )


def _record(seeded: Seeded) -> ShipmentRecord | None:
    with seeded.database.reading() as session:
        found = session.get(ShipmentRecord, (NETWORK, SHIPMENT))
        session.expunge_all()
        return found


def _on_its_way(database: Database) -> Seeded:
    seeded = a_batch_day(database)
    released(seeded, "18")
    dispatched(seeded)
    seeded.promise(Firmness.CONFIRMED, *visits(seeded))
    return seeded


def test_a_dispatched_batch_is_frozen(database: Database) -> None:
    """
    It may travel before its release, and keeps its vials although nobody accepted it.
    """
    seeded = a_batch_day(database)

    happening = dispatched(seeded, now=seeded.now)

    assert happening.lost == ()
    assert [
        (each.batch_id, each.firmness)
        for each in seeded.built().problem.commitments.batches
    ] == [(BATCH, Firmness.FROZEN)]
    record = _record(seeded)
    assert record is not None
    assert (record.state, record.dispatched_at) == (
        ShipmentState.DISPATCHED,
        seeded.now,
    )


def test_a_shipment_goes_its_way_step_by_step(database: Database) -> None:
    """
    Dispatched, arrived in time, received: nobody moves, each step is told once.
    """
    seeded = _on_its_way(database)

    steps = [
        _said(seeded, arrive, "10:50"),
        _said(seeded, arrive, "10:55"),
        _said(seeded, receive, "11:00"),
        _said(seeded, receive, "11:02"),
    ]

    assert [each.is_new for each in steps] == [True, False, True, False]
    assert all(not each.lost for each in steps)
    record = _record(seeded)
    assert record is not None
    assert record.state is ShipmentState.RECEIVED
    assert (record.arrived_at, record.received_at) == (at("10:50"), at("11:00"))
    assert len(events(seeded, "shipment_arrived")) == 1


def test_no_step_comes_before_the_one_it_needs(database: Database) -> None:
    """
    What was not dispatched does not arrive, what did not arrive is not received.
    """
    seeded = a_batch_day(database)
    released(seeded, "18")

    with pytest.raises(WrongState):
        _said(seeded, arrive, "10:50")
    with pytest.raises(WrongState):
        _said(seeded, receive, "10:50")
    with pytest.raises(WrongState):
        _said(seeded, reject, "10:50", reason="wet")
    with pytest.raises(NotFound):
        _said(seeded, dispatch, "10:50", "nowhere")
    dispatched(seeded)
    _said(seeded, arrive, "10:50")
    with pytest.raises(WrongState):
        _said(seeded, dispatch, "10:55")
    with pytest.raises(WrongState):
        _said(seeded, expect, "10:55", arrives_at=at("12:00"), reason="fog")

    assert len(events(seeded, "shipment_dispatched")) == 1


def test_who_cannot_wait_for_a_late_arrival_is_lost(database: Database) -> None:
    """
    At the door at 11:25, checked by 11:35: the doses of 11:00 and 11:05 are lost.
    """
    seeded = _on_its_way(database)
    served = visits(seeded)

    happening = _said(seeded, arrive, "11:25")

    assert lost_ids(happening) == served[:2]
    assert {"transport"} == {rule for each in happening.lost for rule in each.rules}
    assert broken(seeded) == {each: ["transport"] for each in served[:2]}
    (shipment,) = seeded.built().problem.commitments.previous.shipments
    instants = seeded.built().instants
    assert instants.at(shipment.arrives_min) == at("11:25")
    assert instants.at(shipment.usable_min) == at("11:35")


def test_the_last_minute_that_is_still_in_time(database: Database) -> None:
    """
    Expected at 11:30 the dose of 11:40 is kept, at 11:31 it is lost too.
    """
    seeded = _on_its_way(database)
    served = visits(seeded)
    late = {"reason": "headwind"}

    first = _said(seeded, expect, "08:00", arrives_at=at("11:30"), **late)
    second = _said(seeded, expect, "08:01", arrives_at=at("11:31"), **late)

    assert lost_ids(first) == served[:2]
    assert lost_ids(second) == served[2:3]
    assert len(events(seeded, "shipment_expected")) == 2


def test_a_rejected_shipment_loses_all_its_vials(database: Database) -> None:
    """
    All six lose their dose, and the batch has no vial left.
    """
    seeded = _on_its_way(database)
    served = visits(seeded)
    _said(seeded, arrive, "10:50")

    happening = _said(seeded, reject, "10:55", reason="seal broken")
    again = _said(seeded, reject, "10:56", reason="seal broken")

    assert lost_ids(happening) == served
    assert not again.is_new
    assert seeded.built().problem.commitments.previous.vials == ()
    assert sorted(broken(seeded)) == sorted(served)


def test_what_somebody_had_a_dose_of_is_not_rejected(database: Database) -> None:
    """
    It was taken, whatever is said of it later.
    """
    seeded = a_batch_day(database)
    released(seeded, "18")
    dispatched(seeded)
    _said(seeded, arrive, "10:50")
    fact(seeded, visits(seeded)[0])

    with pytest.raises(WrongState) as refused:
        _said(seeded, reject, "11:10", reason="seal broken")

    assert refused.value.state == "drawn from"


def test_a_step_that_is_to_come_and_a_rejection_without_reason(
    database: Database,
) -> None:
    """
    Neither is written down.
    """
    seeded = _on_its_way(database)

    with pytest.raises(Invalid) as later:
        _said(seeded, arrive, "08:00", at=at("10:50"))
    with pytest.raises(Invalid) as silent:
        _said(seeded, reject, "10:55", reason="")
    with pytest.raises(Invalid) as naive:
        _said(
            seeded,
            expect,
            "08:00",
            arrives_at=at("11:30").replace(tzinfo=None),
            reason="fog",
        )

    assert [each.place for each in later.value.issues] == ["at"]
    assert [each.place for each in silent.value.issues] == ["reason"]
    assert [each.place for each in naive.value.issues] == ["arrives_at"]
    record = _record(seeded)
    assert record is not None
    assert record.state is ShipmentState.DISPATCHED


def test_an_accepted_batch_keeps_its_state_as_it_leaves(database: Database) -> None:
    """
    Dispatch says nothing new of a batch that is firm already.
    """
    seeded = a_batch_day(database)
    accepted(seeded)

    dispatched(seeded, now=seeded.now)

    (committed,) = seeded.built().problem.commitments.batches
    assert committed.firmness is Firmness.FROZEN
    released(seeded, "18")
    assert seeded.built().problem.commitments.batches[0].firmness is Firmness.FACT
