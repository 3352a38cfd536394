"""A booked visit gets another slot: with a reason, and frozen ones by decision only."""

import pytest

from scheduler.bookings.booking import confirm, hold
from scheduler.bookings.moving import Move, move
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, SlotTaken, WrongState
from tests.scheduler.bookings.desk import Desk, planned_desk

VISIT, OTHER, BOOKED = "ULV-03-V1", "ULV-K05", "ULV-02-V1"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A visit that is held, on the day after tomorrow's bookings freeze."""
    desk = planned_desk(database, "no-fdg-day", VISIT, OTHER)
    desk.do(hold, visit_id=VISIT, offer=desk.offers(VISIT)[0].token)
    return desk


def test_a_moved_hold_stays_a_hold(desk: Desk) -> None:
    """Firmness and its end stay as they were; only the time is another one."""
    before = desk.row(VISIT)
    offer = desk.offers(VISIT)[-1]

    moved = desk.do(move, move=Move(VISIT, offer.token, "the bus is late"))

    assert before.injection_at != offer.injection_at
    assert moved.injection_at == offer.injection_at
    assert moved.state is VisitState.HELD
    assert desk.row(VISIT).lapses_at == before.lapses_at
    assert desk.events()[-1] == "visit_moved"
    assert desk.faults() == []


def test_what_is_offered_to_a_booked_visit_includes_its_own_slot(desk: Desk) -> None:
    """It is offered slots as if it were not seated; moving it nowhere is no change."""
    at = desk.row(VISIT).injection_at
    own = next(each for each in desk.offers(VISIT, 40) if each.injection_at == at)
    before = desk.plan_revision()

    moved = desk.do(move, move=Move(VISIT, own.token, "a mistake"))

    assert moved.version is None
    assert desk.plan_revision() == before


def test_nothing_else_moves(desk: Desk) -> None:
    """Every other visit keeps its minute and its resources."""
    ids = ["ULV-01-V1", "AHU-01-V1", "ULV-K01"]
    before = [desk.row(each) for each in ids]

    desk.do(move, move=Move(VISIT, desk.offers(VISIT)[-1].token, "asked for"))

    after = [desk.row(each) for each in ids]
    assert [(x.injection_at, x.resources) for x in after] == [
        (x.injection_at, x.resources) for x in before
    ]


def test_a_frozen_visit_is_moved_by_decision_only(desk: Desk) -> None:
    """Within the frozen hours somebody has to say so."""
    desk.do(confirm, visit_id=VISIT)
    offer = desk.offers(VISIT)[-1]

    with pytest.raises(WrongState, match="frozen"):
        desk.do(move, move=Move(VISIT, offer.token, "asked for"))
    moved = desk.do(move, move=Move(VISIT, offer.token, "asked for", is_override=True))

    assert moved.injection_at == offer.injection_at
    assert desk.row(VISIT).state is VisitState.FROZEN
    assert desk.faults() == []


def test_a_move_needs_a_reason_and_a_booking(desk: Desk) -> None:
    """Neither moves in silence, nor what is not booked."""
    offer = desk.offers(VISIT)[-1]

    with pytest.raises(Invalid, match="reason"):
        desk.do(move, move=Move(VISIT, offer.token, " "))
    with pytest.raises(WrongState, match="open"):
        desk.do(move, move=Move(OTHER, desk.offers(OTHER)[0].token, "asked for"))

    assert desk.events()[-1] == "visit_held"


def test_a_move_to_a_taken_slot_leaves_the_old_one(database: Database) -> None:
    """All or nothing."""
    desk = planned_desk(database, "no-fdg-day", VISIT, OTHER)
    desk.do(confirm, visit_id=BOOKED)
    mine = {each.injection_at: each for each in desk.offers(BOOKED)}
    theirs = {each.injection_at: each for each in desk.offers(OTHER)}
    at = min(mine.keys() & theirs.keys())
    desk.do(confirm, visit_id=OTHER, offer=theirs[at].token)
    before = desk.row(BOOKED)

    with pytest.raises(SlotTaken):
        desk.do(move, move=Move(BOOKED, mine[at].token, "asked for", is_override=True))

    assert desk.row(BOOKED) == before
    assert desk.faults() == []
