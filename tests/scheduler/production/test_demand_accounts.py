"""Batch demand, added up: contents, names, and how sure it is."""

import pytest

from scheduler.database.database import Database
from scheduler.planning.accounts import accounts
from scheduler.planning.balances import BalanceKind
from scheduler.production.demand import Scope, demand, demand_in
from scheduler.production.demand_records import BatchDemand, Certainty
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import (
    NETWORK,
    Seeded,
    seed_planned,
)
from tests.scheduler.production.batch_day import (
    BATCH,
    CONTENT_KBQ,
    PLANNED_KBQ,
    VIAL,
    a_batch_day,
    accepted,
    at,
    visits,
)


def _demand(seeded: Seeded, scope: Scope | None = None) -> tuple[BatchDemand, ...]:
    with seeded.database.reading() as session:
        return demand_in(session, seeded.now, NETWORK, scope or Scope())


def _whole(seeded: Seeded) -> BatchDemand:
    with seeded.database.reading() as session:
        (batch,) = demand(session, seeded.now, NETWORK)
    return batch


def test_the_content_of_each_vial_is_accounted_for(database: Database) -> None:
    """
    Content is draws, dead volume and rest; the database counts the same draws.
    """
    seeded = a_batch_day(database)
    built = seeded.built()
    counted = accounts(built.problem, built.problem.commitments.previous)

    (vial,) = _whole(seeded).shipments[0].vials

    assert vial.content_kbq == CONTENT_KBQ
    # 0.3 mL of dead volume at 2 GBq/mL.
    assert (vial.drawn_kbq, vial.residual_kbq, vial.rest_kbq) == (
        15_686_737,
        600_000,
        0,
    )
    assert counted[BalanceKind.VIAL, VIAL].used == vial.drawn_kbq
    assert counted[BalanceKind.RUN, BATCH].used == PLANNED_KBQ


@pytest.mark.parametrize("name", ["norway-week", "ra223-bergen", "dst-switch"])
def test_every_account_is_that_of_the_database(database: Database, name: str) -> None:
    """
    Unit doses, shared vials and whole vials, runs and orders: nothing is left over.
    """
    seeded = seed_planned(database, name)
    built = seeded.built()
    counted = accounts(built.problem, built.problem.commitments.previous)

    batches = _demand(seeded)

    assert len(batches) == len(built.problem.commitments.previous.batches)
    for batch in batches:
        contents = 0
        for shipment in batch.shipments:
            assert shipment.content_kbq == sum(v.content_kbq for v in shipment.vials)
            for vial in shipment.vials:
                assert min(vial.drawn_kbq, vial.residual_kbq, vial.rest_kbq) >= 0
                assert (
                    vial.drawn_kbq + vial.residual_kbq + vial.rest_kbq
                    == vial.content_kbq
                )
                if (BalanceKind.VIAL, vial.vial_id) in counted:
                    account = counted[BalanceKind.VIAL, vial.vial_id]
                    assert account.used == vial.drawn_kbq
                contents += vial.content_kbq
        assert contents + batch.sample_kbq <= batch.activity_kbq
        drawn = sum(v.drawn_kbq for s in batch.shipments for v in s.vials)
        assert drawn == sum(dose.demand_kbq for dose in batch.doses)
        assert drawn == sum(batch.certain_kbq.values())
        if batch.max_portions is not None:
            account = counted[BalanceKind.ORDER, batch.batch_id]
            assert account.used == batch.portions


def test_only_what_is_dispensed_for_somebody_has_a_name(database: Database) -> None:
    """
    A unit dose and a whole vial do, a dose of a shared vial does not.
    """
    seeded = seed_planned(database, "norway-week")
    kinds = {each.id: each.presentation for each in seeded.built().problem.products}

    named = {
        (kinds[batch.product_id].value, dose.visit_id is not None)
        for batch in _demand(seeded)
        for dose in batch.doses
    }

    assert named == {
        ("multi_dose_vial", False),
        ("unit_dose", True),
        ("whole_vials", True),
    }


def test_sums_are_told_by_how_sure_they_are(database: Database) -> None:
    """
    Confirmed and happened, held, and what nobody was told yet; a lapsed hold is none.
    """
    seeded = a_batch_day(database)
    served = visits(seeded)
    accepted(seeded)
    seeded.promise(Firmness.CONFIRMED, served[0])
    seeded.promise(Firmness.FACT, served[1])
    seeded.promise(Firmness.HELD, served[2])

    batch = _whole(seeded)
    with seeded.database.reading() as session:
        (later,) = demand(session, at("15:00").replace(day=14), NETWORK)

    assert batch.certain_kbq == {
        Certainty.CONFIRMED: 1_762_078 + 1_743_672,
        Certainty.HELD: 2_136_598,
        Certainty.FORECAST: 2_452_576 + 3_444_507 + 4_147_306,
    }
    assert later.certain_kbq[Certainty.HELD] == 0
