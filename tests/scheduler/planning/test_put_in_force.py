"""Which rows are closed and added when a plan comes into force."""

from typing import cast

import pytest
from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.planning.items import BookingRow, OccupationRow
from scheduler.planning.problem_builder import build
from scheduler.planning.recording import record_in_force
from scheduler.planning.versions import PlanKind
from solver.revision import Revision
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    first_slot,
    seed_planned,
)

VISIT = "ULV-03-V1"
LOST = "TRD-K02"
BOOKINGS = cast(Table, BookingRow.__table__)


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day with one visit that is open."""
    return seed_planned(database, "no-fdg-day", VISIT)


def num_rows(session: Session, item: type[BookingRow | OccupationRow]) -> int:
    """Rows of a table, in force or not."""
    return session.scalar(select(func.count()).select_from(item)) or 0


def test_a_booking_writes_its_own_rows_and_no_other_visit(fdg_day: Seeded) -> None:
    """
    What others have stays in the rows in which it is, facts or not.
    """
    slot = first_slot(fdg_day, VISIT)
    with fdg_day.database.reading() as session:
        before = num_rows(session, BookingRow), num_rows(session, OccupationRow)
    fdg_day.revise(lambda revision: revision.seat(slot))
    with fdg_day.database.reading() as session:
        after = num_rows(session, BookingRow), num_rows(session, OccupationRow)

    assert after[0] == before[0] + 1
    assert after[1] == before[1] + len(slot.occupations)


def test_a_row_that_is_closed_already_is_written_again(fdg_day: Seeded) -> None:
    """
    What was read of a plan says what its rows are like, never that they are there.
    """
    with fdg_day.database.writing() as session:
        audited(session, fdg_day.now, PLANNER, "test", chain=NETWORK)
        built = build(session, NETWORK, fdg_day.now)
        revision = Revision(built.problem)
        revision.seat(revision.offers(VISIT)[0].slot)
        session.connection().execute(
            update(BOOKINGS)
            .where(BOOKINGS.c.visit_id == LOST)
            .values(until_revision=built.plan_revision + 1)
        )
        record_in_force(
            session,
            fdg_day.now,
            PLANNER,
            built,
            revision.checked_plan(),
            kind=PlanKind.BOOKING,
            reason="test",
        )

    assert fdg_day.recheck() == []
    assert fdg_day.built().problem.commitments.previous == revision.plan()
