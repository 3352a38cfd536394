"""Nothing is offered or booked for a trial that is paused."""

import pytest

from scheduler.bookings.booking import confirm, give_back, hold
from scheduler.bookings.ending import GiveUp, cancel
from scheduler.bookings.lapsing import lapse
from scheduler.bookings.moving import Move, move
from scheduler.bookings.offering import offers, schedule_offers, why_no_offer
from scheduler.bookings.risk import at_risk
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import TrialPaused
from tests.scheduler.bookings.desk import STAFF, Desk, desk_of
from tests.scheduler.planning.seeds import NETWORK, seed_planned
from tests.scheduler.trials.pauses import (
    KEPT,
    OPEN,
    TOLD,
    UNTOLD,
    WHY,
    asked_in,
    paused,
    planned,
    trial_desk,
)


@pytest.fixture
def desk(database: Database) -> Desk:
    """One visit of the trial is confirmed, one is open, others are forecast."""
    return trial_desk(database)


def test_a_hold_is_kept_until_it_lapses(sqlite_database: Database) -> None:
    """
    Then nobody counts on its slot any more: it is free, and nobody gets another.
    """
    desk = desk_of(seed_planned(sqlite_database, "no-fdg-day"))
    desk.do(hold, visit_id=KEPT, offer=desk.offers(KEPT)[0].token)
    paused(desk)
    later = desk.later(hours=2)
    first, then = ((each.state(KEPT), asked_in(each)) for each in (desk, later))
    is_there = KEPT in planned(later)
    given_back = desk.database.run(
        lambda session: lapse(session, later.now, STAFF, NETWORK)
    )

    assert first == (VisitState.HELD, {KEPT})
    assert then == (VisitState.WAITING, set())
    assert is_there
    assert given_back == (KEPT,)
    assert later.state(KEPT) is VisitState.WAITING
    assert KEPT not in planned(later)
    assert later.faults() == []


def test_a_hold_is_given_back_and_a_visit_is_cancelled(desk: Desk) -> None:
    """
    Whoever gives something up is not asked to wait.
    """
    held = desk.offers(OPEN)[0].token
    desk.do(hold, visit_id=OPEN, offer=held)
    paused(desk)
    desk.do(give_back, visit_id=OPEN)
    desk.do(cancel, visit=GiveUp(KEPT, "moved away"))
    desk.do(cancel, visit=GiveUp(UNTOLD, "moved away"))

    assert desk.state(OPEN) is VisitState.WAITING
    assert desk.state(KEPT) is VisitState.CANCELLED
    assert desk.state(UNTOLD) is VisitState.CANCELLED
    assert desk.faults() == []


def test_nothing_is_offered_or_booked(desk: Desk) -> None:
    """
    Offers, schedules, holds, confirmations and moves say since when and why.
    """
    token, other = (desk.offers(each)[-1].token for each in (OPEN, KEPT))
    paused(desk)

    with desk.database.reading() as session:
        for ask in (offers, why_no_offer):
            for visit_id in (OPEN, KEPT):
                with pytest.raises(TrialPaused) as refused:
                    ask(session, desk.now, NETWORK, visit_id)
                assert str(refused.value) == TOLD
        with pytest.raises(TrialPaused, match=WHY):
            schedule_offers(session, desk.now, NETWORK, OPEN.removesuffix("-V1"))
    for book in (hold, confirm):
        with pytest.raises(TrialPaused, match=WHY):
            desk.do(book, visit_id=OPEN, offer=token)
    with pytest.raises(TrialPaused, match=WHY):
        desk.do(confirm, visit_id=UNTOLD)
    with pytest.raises(TrialPaused, match=WHY):
        desk.do(move, move=Move(KEPT, other, "asked", is_override=True))


def test_a_hold_is_not_confirmed(sqlite_database: Database) -> None:
    """
    What is confirmed already is so once more.
    """
    desk = desk_of(seed_planned(sqlite_database, "no-fdg-day"))
    desk.do(hold, visit_id=OPEN, offer=desk.offers(OPEN)[0].token)
    desk.do(confirm, visit_id=KEPT)
    paused(desk)
    again = desk.do(confirm, visit_id=KEPT)

    assert again.version is None
    with pytest.raises(TrialPaused, match=WHY):
        desk.do(confirm, visit_id=OPEN)


def test_who_waits_runs_a_risk(desk: Desk) -> None:
    """
    A window does not wait for a trial to be resumed.
    """
    paused(desk)
    with desk.database.reading() as session:
        found = {each.visit_id: each for each in at_risk(session, desk.now, NETWORK)}

    waiting = found[OPEN]
    assert (waiting.needs, waiting.why, waiting.offers) == (
        "its trial resumed",
        TOLD,
        0,
    )


def test_clinical_patients_are_of_no_trial(desk: Desk) -> None:
    """
    They are offered slots as before.
    """
    paused(desk)

    assert desk.offers("ULV-K05")
