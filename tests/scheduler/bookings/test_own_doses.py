"""Doses that are one participant's own: given late, early, or not at all."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from scheduler.bookings.administering import administered
from scheduler.bookings.booking import confirm
from scheduler.bookings.ending import GiveUp, cancel
from scheduler.bookings.lateness import Verdict, late
from scheduler.bookings.records import DoseRecord
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from tests.scheduler.bookings.desk import Desk, planned_desk

LEAD, LUTETIUM = "BRG-02-V1", "BRG-01-V1"


@pytest.fixture
def desk(database: Database) -> Desk:
    """Unit doses of lead and lutetium around the night in which clocks change."""
    desk = planned_desk(database, "dst-switch")
    for visit_id in (LEAD, LUTETIUM):
        desk.do(confirm, visit_id=visit_id)
    return desk


def due(desk: Desk, visit_id: str) -> datetime:
    """When a visit is to be injected."""
    at = desk.row(visit_id).injection_at
    assert at is not None
    return at


@pytest.mark.parametrize("visit_id", [LEAD, LUTETIUM])
@pytest.mark.parametrize("late_min", [-7, 0, 12])
def test_a_unit_dose_given_at_another_minute_is_a_fact(
    desk: Desk, visit_id: str, late_min: int
) -> None:
    """It stays the same dose, and the plan stays sound."""
    planned = desk.row(visit_id)
    at = due(desk, visit_id) + timedelta(minutes=late_min)
    later = desk.at(at).later(hours=1)
    assert planned.draw_mbq is not None
    record = DoseRecord(
        assay_mbq=Decimal(str(planned.draw_mbq)), assayed_at=at, injected_at=at
    )

    given = later.do(administered, visit_id=visit_id, record=record)

    after = later.row(visit_id)
    assert given.late_min == late_min
    assert given.dose.is_within
    assert after.injection_at == at
    assert after.vial_ids == planned.vial_ids
    assert later.faults() == []


def test_who_is_a_little_late_is_given_the_same_dose(desk: Desk) -> None:
    """Lutetium hardly decays in ten minutes."""
    at = due(desk, LUTETIUM)
    planned = desk.row(LUTETIUM)

    answer = desk.at(at).do(late, visit_id=LUTETIUM, minutes=10)

    after = desk.at(at).row(LUTETIUM)
    assert answer.verdict is Verdict.GO_ON
    assert after.injection_at == at + timedelta(minutes=10)
    assert after.vial_ids == planned.vial_ids
    assert desk.at(at).faults() == []


def test_a_dose_that_is_made_is_wasted_whole(desk: Desk) -> None:
    """After the cut-off nobody else can have a unit dose."""
    at = due(desk, LEAD)
    almost = desk.at(at).later(hours=-2)
    planned = almost.row(LEAD)
    assert planned.draw_mbq is not None

    ended = almost.do(cancel, visit=GiveUp(LEAD, "fever in the morning"))

    # Lead-212 halves in 10.6 h: at its reference time the dose holds more than then.
    assert ended.cost.wasted_kbq > planned.draw_mbq * 1000
    assert ended.cost.wasted_nok > 0  # nobody else has a dose of this run
    assert almost.state(LEAD) is VisitState.CANCELLED
    assert almost.faults() == []
