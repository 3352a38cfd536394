"""A participant is late: the dose keeps, or there is another slot today, or neither."""

from datetime import timedelta

import pytest

from scheduler.bookings.booking import confirm
from scheduler.bookings.lateness import Verdict, late
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, WrongState
from tests.scheduler.bookings.desk import Desk, planned_desk

VISIT = "TRD-02-V1"


@pytest.fixture
def desk(database: Database) -> Desk:
    """Five minutes before a confirmed injection."""
    desk = planned_desk(database, "no-fdg-day")
    desk.do(confirm, visit_id=VISIT)
    at = desk.row(VISIT).injection_at
    assert at is not None
    return desk.at(at).later(minutes=-5)


@pytest.mark.parametrize("minutes", [3, 30, 90, 400])
def test_a_late_visit_goes_on_is_shifted_or_is_lost(desk: Desk, minutes: int) -> None:
    """It is never sooner than the participant is there, and the plan stays sound."""
    before = desk.row(VISIT)
    assert before.injection_at is not None

    answer = desk.do(late, visit_id=VISIT, minutes=minutes)

    after = desk.row(VISIT)
    from_at = before.injection_at + timedelta(minutes=minutes)
    if answer.verdict is Verdict.LOST:
        assert answer.injection_at is None
        assert after.injection_at == before.injection_at
    else:
        assert desk.faults() == []
        assert answer.injection_at is not None
        assert answer.injection_at >= from_at
        assert after.injection_at == answer.injection_at
        assert after.injection_at.date() == before.injection_at.date()
    if answer.verdict is Verdict.GO_ON:
        assert answer.injection_at == from_at
    assert after.state is VisitState.FROZEN
    assert desk.events()[-1] == "visit_late"


def test_a_day_late_is_lost(desk: Desk) -> None:
    """No slot of the same day is left: the visit keeps its slot until somebody says."""
    before = desk.plan_revision()

    answer = desk.do(late, visit_id=VISIT, minutes=20 * 60)

    assert answer.verdict is Verdict.LOST
    assert desk.plan_revision() == before


def test_only_who_is_booked_can_be_late(desk: Desk) -> None:
    """By a number of minutes."""
    with pytest.raises(WrongState, match="forecast"):
        desk.later(hours=-20).do(late, visit_id="AHU-01-V1", minutes=10)
    with pytest.raises(Invalid, match="minutes"):
        desk.do(late, visit_id=VISIT, minutes=0)

    assert desk.events()[-1] == "visit_confirmed"
