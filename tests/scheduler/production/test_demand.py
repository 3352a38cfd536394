"""Batch demand, figure by figure."""

from datetime import UTC, date

import pytest

from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.production.demand import Scope, demand, demand_in
from scheduler.production.demand_records import BatchDemand
from scheduler.production.records import BatchState
from scheduler.transport.records import ShipmentState
from solver.booking.first_loss import first_loss
from tests.scheduler.planning.seeds import (
    NETWORK,
    Seeded,
)
from tests.scheduler.production.batch_day import (
    BATCH,
    DEPARTURE,
    EOS,
    PLANNED_KBQ,
    a_batch_day,
    accepted,
    at,
    dispatched,
    lost_ids,
    released,
    visits,
)


def _demand(seeded: Seeded, scope: Scope | None = None) -> tuple[BatchDemand, ...]:
    with seeded.database.reading() as session:
        return demand_in(session, seeded.now, NETWORK, scope or Scope())


def _whole(seeded: Seeded) -> BatchDemand:
    with seeded.database.reading() as session:
        (batch,) = demand(session, seeded.now, NETWORK)
    return batch


def test_a_batch_is_told_with_its_figures_and_deadlines(database: Database) -> None:
    """
    What there is to be at EOS, of which capacity, and by when what has to be done.
    """
    seeded = a_batch_day(database)

    batch = _whole(seeded)

    assert (batch.batch_id, batch.unit_id, batch.is_run) == (BATCH, "OSLO", True)
    assert (batch.state, batch.is_firm) == (BatchState.PLANNED, False)
    assert batch.reference_at == EOS
    assert batch.reference_utc.tzinfo is UTC
    assert batch.activity_kbq == PLANNED_KBQ
    # 16.386737 of 50 GBq are 327.73 thousandths, rounded up.
    assert (batch.capacity_kbq, batch.share_permille) == (50_000_000, 328)
    assert (batch.portions, batch.max_portions, batch.sample_kbq) == (1, None, 100_000)
    due = batch.deadlines
    assert due.order_cutoff_at == at("16:00").replace(day=14)
    assert due.irradiation_at is None
    assert due.synthesis_at == at("05:53")  # 45 min before EOS
    assert due.dispatch_at == at("07:00")
    assert due.release_at == at("07:08")  # 30 min after EOS
    assert due.expires_at == at("14:38")  # 8 h after EOS


def test_the_draw_list_of_a_shared_vial_names_nobody(database: Database) -> None:
    """
    Six positions by time, with what to draw then and for how long it may be given.
    """
    seeded = a_batch_day(database)

    (shipment,) = _whole(seeded).shipments

    assert shipment.departure_id == DEPARTURE
    assert shipment.last_handover_at == at("07:00")
    assert (shipment.departs_at, shipment.arrives_at) == (at("07:30"), at("10:50"))
    assert shipment.usable_at == at("11:00")
    assert shipment.state is ShipmentState.PLANNED
    (vial,) = shipment.vials
    assert [
        (dose.position, dose.visit_id, f"{dose.injection_at:%H:%M}", dose.demand_kbq)
        for dose in vial.doses
    ] == [
        (1, None, "11:00", 1_762_078),
        (2, None, "11:05", 1_743_672),
        (3, None, "11:40", 2_136_598),
        (4, None, "12:15", 2_452_576),
        (5, None, "12:50", 3_444_507),
        (6, None, "13:25", 4_147_306),
    ]
    first = vial.doses[0]
    assert (first.draw_kbq, first.draw_ul) == (336_735, 882)
    assert first.usable_until_at == at("11:00")


def test_slack_says_how_late_and_how_weak_it_may_be(database: Database) -> None:
    """
    The flight does not wait, so nobody can; the vial is full, so the last is lost.
    """
    seeded = a_batch_day(database)

    slack = _whole(seeded).slack

    assert slack is not None
    assert (slack.delay_min, slack.lost_if_later) == (0, (1, 2, 3, 4, 5, 6))
    assert (slack.least_permille, slack.lost_if_less) == (1000, (6,))


def test_who_is_lost_when_it_is_low_is_who_was_predicted(database: Database) -> None:
    """
    The dose that the demand names is the one that the release takes.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)
    slack = _whole(seeded).slack
    assert slack is not None

    done = released(seeded, f"{PLANNED_KBQ * 0.999 / 1_000_000:.6f}")

    assert lost_ids(done.happening) == [
        served[position - 1] for position in slack.lost_if_less
    ]


def test_what_has_happened_to_it_is_told(database: Database) -> None:
    """
    Accepted it is firm; released, it has its measured content, and no slack.
    """
    seeded = a_batch_day(database)

    accepted(seeded)
    first = _whole(seeded)
    released(seeded, "18")
    dispatched(seeded)
    second = _whole(seeded)

    assert (first.state, first.is_firm) == (BatchState.ACCEPTED, True)
    assert (second.state, second.measured_kbq) == (BatchState.RELEASED, 18_000_000)
    assert second.slack is None
    (shipment,) = second.shipments
    assert shipment.state is ShipmentState.DISPATCHED
    (vial,) = shipment.vials
    # 16286737 * 18000000 / 16386737 kBq, rounded down.
    assert (vial.content_kbq, vial.is_measured) == (17_890_155, True)
    assert vial.drawn_kbq == 15_686_737
    assert vial.drawn_kbq + vial.residual_kbq + vial.rest_kbq == vial.content_kbq


def test_a_unit_and_a_period_are_asked_for_by_local_dates(database: Database) -> None:
    """
    Both ends are included; a unit that nobody knows is refused.
    """
    seeded = a_batch_day(database)
    day, after = date(2026, 9, 15), date(2026, 9, 16)

    asked = [
        len(_demand(seeded, Scope(start=day, end=day))),
        len(_demand(seeded, Scope(start=after))),
        len(_demand(seeded, Scope(end=date(2026, 9, 14)))),
        len(_demand(seeded, Scope(unit_id="OSLO"))),
    ]

    assert asked == [1, 0, 0, 1]
    with pytest.raises(NotFound):
        _demand(seeded, Scope(unit_id="NOWHERE"))
    with pytest.raises(NotFound):
        _demand(seeded, Scope(version=99))


def test_a_delay_loses_whom_the_solver_names(database: Database) -> None:
    """
    One minute late, the flight is missed by all six.
    """
    seeded = a_batch_day(database)
    problem = seeded.built().problem

    lost = first_loss(problem, problem.commitments.previous, BATCH, delay_min=1)

    assert sorted(lost) == sorted(visits(seeded))
