"""The plan in force changes in one way only, and nothing moves but what is asked."""

from typing import cast

import pytest
from sqlalchemy import Table, func, select

from scheduler.database.database import Database
from scheduler.errors import SlotTaken
from scheduler.planning.items import BookingRow, OccupationRow, VialRow
from scheduler.planning.versions import PlanKind, PlanState, PlanVersion
from solver.problem.commitments import Firmness
from solver.revision import Revision
from tests.scheduler.planning.seeds import Seeded, first_slot, seed_planned

VISIT = "ULV-03-V1"
OTHER = "ULV-K05"


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan; two more have slots open."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


def changed_since(seeded: Seeded, revision: int) -> dict[str, set[str]]:
    """Owners of the rows that a revision added or closed, by table."""
    found = {}
    with seeded.database.reading() as session:
        for item, key in (
            (BookingRow, "visit_id"),
            (OccupationRow, "owner_id"),
            (VialRow, "vial_id"),
        ):
            columns = cast(Table, item.__table__).columns
            rows = session.scalars(
                select(columns[key]).where(
                    (columns.first_revision == revision)
                    | (columns.until_revision == revision)
                )
            )
            found[item.__tablename__] = set(rows)
    return found


def test_a_seated_slot_comes_into_force_and_nothing_else_moves(
    fdg_day: Seeded,
) -> None:
    """
    A booking writes what it changes: the visit, and the vial that holds more.
    """
    before = fdg_day.built()
    slot = first_slot(fdg_day, VISIT)

    revised = fdg_day.revise(lambda revision: revision.seat(slot))
    after = fdg_day.built().problem.commitments.previous

    assert revised.version is not None
    assert revised.version.revision == before.plan_revision + 1
    assert revised.version.kind is PlanKind.BOOKING
    assert revised.broken == ()
    assert after == revised.plan
    assert {each.visit_id for each in after.administrations} == {
        VISIT,
        *(
            each.visit_id
            for each in before.problem.commitments.previous.administrations
        ),
    }
    changed = changed_since(fdg_day, before.plan_revision + 1)
    assert changed["bookings"] == {VISIT}
    assert changed["occupations"] == {VISIT}
    (vial_id,) = {
        v
        for each in after.administrations
        if each.visit_id == VISIT
        for v in each.vial_ids
    }
    assert changed["planned_vials"] == {vial_id}
    assert fdg_day.recheck() == []


def test_the_version_before_is_superseded(fdg_day: Seeded) -> None:
    """
    One version is in force, and it counts up.
    """
    slot = first_slot(fdg_day, VISIT)
    fdg_day.revise(lambda revision: revision.seat(slot))

    with fdg_day.database.reading() as session:
        states = session.execute(
            select(
                PlanVersion.number, PlanVersion.revision, PlanVersion.state
            ).order_by(PlanVersion.number)
        ).all()

    # The first plan, the removal of two visits, and the booking.
    assert states == [
        (1, 1, PlanState.SUPERSEDED),
        (2, 2, PlanState.SUPERSEDED),
        (3, 3, PlanState.APPROVED),
    ]


def test_what_changes_nothing_makes_no_version(fdg_day: Seeded) -> None:
    """
    A version that says what the one before said would only be noise.
    """
    before = fdg_day.built()

    revised = fdg_day.revise()
    after = fdg_day.built()

    assert revised.version is None
    assert after.plan_revision == before.plan_revision
    with fdg_day.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PlanVersion)) == 2


def test_a_slot_that_somebody_took_is_refused_and_leaves_no_trace(
    fdg_day: Seeded,
) -> None:
    """
    The second of two who were offered the same place learns which rule is in the way.
    """
    slot = first_slot(fdg_day, VISIT)
    fdg_day.revise(lambda revision: revision.seat(slot))
    before = fdg_day.built()

    with pytest.raises(SlotTaken) as refused:
        fdg_day.revise(lambda revision: revision.seat(slot))

    assert refused.value.rules == ("commitments",)
    assert fdg_day.built().plan_revision == before.plan_revision
    assert fdg_day.recheck() == []


def test_a_visit_moves_when_it_is_freed(fdg_day: Seeded) -> None:
    """
    A confirmed visit is moved by taking it out first; its promise does not hold it.
    """
    slot = first_slot(fdg_day, VISIT)
    fdg_day.revise(lambda revision: revision.seat(slot))
    fdg_day.promise(Firmness.CONFIRMED, VISIT)
    others = [
        each.slot
        for each in Revision(fdg_day.built().problem).offers(VISIT)
        if each.slot.injection_min != slot.injection_min
    ]

    revised = fdg_day.revise(
        lambda revision: revision.seat(others[0]), freed=frozenset({VISIT})
    )

    injected = {
        each.visit_id: each.injection_min for each in revised.plan.administrations
    }
    assert injected[VISIT] == others[0].injection_min
    assert revised.broken == ()
    assert fdg_day.recheck() == []
