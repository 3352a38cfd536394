"""Visits that are given up: what that costs, who counts on them, and taking it back."""

import pytest

from scheduler.bookings.booking import confirm
from scheduler.bookings.changing import StillBooked
from scheduler.bookings.ending import GiveUp, cancel, no_show
from scheduler.bookings.reopening import reopen
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from tests.scheduler.bookings.desk import Desk, planned_desk

VISIT = "ULV-01-V1"
FIRST, SECOND = "ULV-11-T1", "ULV-11-T2"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A day of FDG with its plan; orders close at four in the afternoon before."""
    desk = planned_desk(database, "no-fdg-day")
    desk.do(confirm, visit_id=VISIT)
    return desk


def test_a_cancelled_visit_frees_its_slot_and_is_not_asked_for_any_more(
    desk: Desk,
) -> None:
    """Before the cut-off nothing is wasted: the run is made that much smaller."""
    ended = desk.do(cancel, visit=GiveUp(VISIT, "not well"))

    assert ended.visit_ids == (VISIT,)
    assert ended.cost.wasted_nok == 0
    assert ended.cost.wasted_kbq == 0
    assert desk.state(VISIT) is VisitState.CANCELLED
    assert desk.events()[-1] == "visit_cancelled"
    assert desk.actions()[-1] == "cancel"
    assert desk.faults() == []


def test_what_is_cancelled_after_the_cut_off_is_wasted(desk: Desk) -> None:
    """The dose is made anyway: its activity at the reference time is for nothing."""
    planned = desk.row(VISIT)
    assert planned.draw_mbq is not None

    ended = desk.later(hours=5).do(cancel, visit=GiveUp(VISIT, "not well"))

    # Drawn hours after EOS, it takes more at EOS than it holds at the injection.
    assert ended.cost.wasted_kbq > planned.draw_mbq * 1000
    assert ended.cost.wasted_nok == 0  # others have doses of the same run


def test_a_visit_ends_once_and_with_a_reason(desk: Desk) -> None:
    """Neither twice, nor in silence, nor if nobody knows it."""
    with pytest.raises(Invalid, match="reason"):
        desk.do(cancel, visit=GiveUp(VISIT, ""))
    desk.do(cancel, visit=GiveUp(VISIT, "not well"))

    with pytest.raises(WrongState, match="cancelled"):
        desk.do(cancel, visit=GiveUp(VISIT, "not well"))
    with pytest.raises(WrongState, match="cancelled"):
        desk.do(confirm, visit_id=VISIT)
    with pytest.raises(WrongState):
        desk.offers(VISIT)
    with pytest.raises(NotFound):
        desk.do(cancel, visit=GiveUp("nobody", "not well"))


def test_nobody_fails_to_come_before_they_are_due(desk: Desk) -> None:
    """Until then it is a cancellation."""
    at = desk.row(VISIT).injection_at
    assert at is not None

    with pytest.raises(Invalid, match="not due yet"):
        desk.do(no_show, visit=GiveUp(VISIT, "did not come"))
    ended = desk.at(at).do(no_show, visit=GiveUp(VISIT, "did not come"))

    assert ended.cost.wasted_kbq > 0
    assert desk.at(at).state(VISIT) is VisitState.NO_SHOW
    assert desk.at(at).faults() == []


def test_a_wrong_cancellation_is_taken_back(desk: Desk) -> None:
    """The visit is asked for again; its slot is gone, and can be booked anew."""
    desk.do(cancel, visit=GiveUp(VISIT, "not well"))

    state = desk.do(reopen, visit_id=VISIT, reason="mixed up")

    assert state is VisitState.OPEN
    assert desk.offers(VISIT)
    assert desk.actions()[-2:] == ["cancel", "reopen"]
    with pytest.raises(WrongState):
        desk.do(reopen, visit_id=VISIT, reason="mixed up")


@pytest.fixture
def series(database: Database) -> Desk:
    """A visit, and another that follows it after 16 to 20 weeks, both confirmed."""
    desk = planned_desk(database, "amyloid-tau")
    desk.do(confirm, visit_id=FIRST)
    desk.do(confirm, visit_id=SECOND)
    return desk


def test_a_visit_that_others_follow_is_kept_until_somebody_decides(
    series: Desk,
) -> None:
    """All that count on it are listed; or they end with it."""
    with pytest.raises(StillBooked) as kept:
        series.do(cancel, visit=GiveUp(FIRST, "moved away"))
    assert kept.value.visit_ids == (SECOND,)
    assert series.row(FIRST).injection_at is not None

    ended = series.do(cancel, visit=GiveUp(FIRST, "moved away", with_followers=True))

    assert ended.visit_ids == (FIRST, SECOND)
    assert series.state(SECOND) is VisitState.CANCELLED
    assert series.faults() == []


def test_what_is_followed_only_by_open_visits_can_go(series: Desk) -> None:
    """The last of a series is nobody's condition."""
    ended = series.do(cancel, visit=GiveUp(SECOND, "moved away"))

    assert ended.visit_ids == (SECOND,)
    assert series.state(FIRST) is VisitState.CONFIRMED
