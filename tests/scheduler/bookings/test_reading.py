"""Lists, histories and risks, as site staff read them."""

from datetime import date

import pytest

from scheduler.bookings.booking import confirm, give_back, hold
from scheduler.bookings.ending import GiveUp, cancel
from scheduler.bookings.history import visit_history
from scheduler.bookings.listing import Which, bookings
from scheduler.bookings.moving import Move, move
from scheduler.bookings.offering import schedule_offers
from scheduler.bookings.risk import at_risk
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.jobs.happenings import happened
from tests.scheduler.bookings.desk import STAFF, Desk, empty_desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK

VISIT, OTHER = "ULV-03-V1", "ULV-K05"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A day with 20 of 22 visits in its plan; two more have slots open."""
    return planned_desk(database, "no-fdg-day", VISIT, OTHER)


def listed(desk: Desk, which: Which) -> list[str]:
    """Ids of the visits that a list has."""
    with desk.database.reading() as session:
        return [each.visit_id for each in bookings(session, desk.now, NETWORK, which)]


def test_visits_are_listed_by_site_day_trial_and_state(desk: Desk) -> None:
    """Each filter leaves those it means, in order of time."""
    day = date(2026, 9, 15)

    at_site = listed(desk, Which(site_id="AHU", day=day))
    open_ids = listed(desk, Which(state=VisitState.OPEN))
    of_participant = listed(desk, Which(participant_id="TRD-01"))
    other_day = listed(desk, Which(day=date(2026, 9, 16)))

    assert len(at_site) > 1
    assert all(each.startswith("AHU") for each in at_site)
    times = [desk.row(each).injection_at for each in at_site]
    assert times == sorted(times, key=str)
    assert {VISIT, OTHER} <= set(open_ids)
    assert of_participant == ["TRD-01-V1"]
    assert other_day == []


def test_a_cancelled_visit_stays_in_the_list(desk: Desk) -> None:
    """With its reason, and without a slot."""
    desk.do(cancel, visit=GiveUp("ULV-01-V1", "not well"))

    row = desk.row("ULV-01-V1")

    assert (row.state, row.reason) == (VisitState.CANCELLED, "not well")
    assert row.injection_at is None


def test_a_history_tells_every_step(desk: Desk) -> None:
    """Seated, moved, out of the plan: each with version and time."""
    first, *_, last = desk.offers(VISIT)
    desk.do(hold, visit_id=VISIT, offer=first.token)
    desk.later(minutes=1).do(move, move=Move(VISIT, last.token, "asked for"))
    desk.later(minutes=2).do(give_back, visit_id=VISIT)

    with desk.database.reading() as session:
        steps = visit_history(session, NETWORK, VISIT)

    plans = [step for step in steps if step.version is not None]
    assert [step.what for step in plans][-3:] == ["seated", "moved", "left the plan"]
    assert plans[-2].injection_at == last.injection_at
    assert plans[-2].reason == "asked for"
    assert {step.what for step in steps if step.version is None} == {
        "visit_held",
        "visit_moved",
        "hold_given_back",
    }


def test_a_history_has_nothing_of_a_batch_of_the_same_name(desk: Desk) -> None:
    """Nor of anything else that goes by the id of a visit."""
    desk.do(hold, visit_id=VISIT, offer=desk.offers(VISIT)[0].token)
    with desk.database.writing() as session:
        happened(session, desk.now, STAFF, NETWORK, "batch_failed", VISIT)

    with desk.database.reading() as session:
        found = [each.what for each in visit_history(session, NETWORK, VISIT)]

    assert found[-1] == "visit_held"
    assert "batch_failed" not in found


def test_a_visit_without_a_history_is_not_found(desk: Desk) -> None:
    """Nothing is made up."""
    with desk.database.reading() as session, pytest.raises(NotFound) as missing:
        visit_history(session, NETWORK, "nobody")

    assert missing.value.id == "nobody"


def test_what_nobody_has_booked_is_at_risk(desk: Desk) -> None:
    """Open and forecast visits, those with the fewest slots first; not the booked."""
    desk.do(confirm, visit_id="AHU-01-V1")

    with desk.database.reading() as session:
        found = at_risk(session, desk.now, NETWORK, days=14)

    ids = [each.visit_id for each in found]
    assert VISIT in ids
    assert "AHU-01-V1" not in ids
    assert [each.offers for each in found] == sorted(each.offers for each in found)
    mine = next(each for each in found if each.visit_id == VISIT)
    assert mine.decide_by_at is not None
    assert mine.decide_by_at <= mine.window_to_at


def test_a_schedule_is_offered_as_a_whole_and_taken_slot_by_slot(
    database: Database,
) -> None:
    """Each slot of a chain still fits when those before it are booked."""
    desk = empty_desk(database, "amyloid-tau")
    with database.reading() as session:
        found = schedule_offers(session, desk.now, NETWORK, "ULV-11", limit=1)

    (schedule,) = found.schedules
    for offer in schedule:
        desk.do(confirm, visit_id=offer.visit_id, offer=offer.token)

    assert {each.visit_id for each in schedule} >= {"ULV-11-T1", "ULV-11-T2"}
    assert desk.faults() == []
