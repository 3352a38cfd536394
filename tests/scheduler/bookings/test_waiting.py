"""One participant's data stop that participant's visits, and nobody else's."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.bookings.administering import administered
from scheduler.bookings.booking import confirm, hold
from scheduler.bookings.ending import GiveUp, cancel
from scheduler.bookings.moving import Move, move
from scheduler.bookings.offering import offers, schedule_offers, why_no_offer
from scheduler.bookings.records import DoseRecord
from scheduler.bookings.risk import AtRisk, at_risk
from scheduler.bookings.standing import DataNeeded, VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid
from scheduler.trials.participants import Participant, Visit, Weight
from scheduler.trials.requests import VisitRequest, request_visit
from scheduler.trials.service import weigh, withdraw
from tests.scheduler.bookings.desk import Desk, desk_of
from tests.scheduler.planning.seeds import NETWORK, Seeded, seed_planned

OPEN, BOOKED = "ULV-03", "ULV-01"
STALE = date(2026, 8, 4)
TOLD = "the weight is 41 days old, valid are 28: weigh again"


def with_stale_weights(seeded: Seeded, *participant_ids: str) -> Desk:
    """The desk after weights have become old."""

    def aged(session: Session) -> None:
        for weight in session.scalars(
            select(Weight).where(Weight.participant_id.in_(participant_ids))
        ):
            weight.weighed_on = STALE

    desk = desk_of(seeded)
    desk.do(confirm, visit_id=f"{BOOKED}-V1")
    seeded.change(aged)
    return desk


@pytest.fixture
def desk(database: Database) -> Desk:
    """An open visit and a confirmed one whose weights are 41 days old."""
    seeded = seed_planned(database, "no-fdg-day", f"{OPEN}-V1", "ULV-K05")
    return with_stale_weights(seeded, OPEN, BOOKED)


def risks(desk: Desk) -> dict[str, AtRisk]:
    """Visits at risk by id."""
    with desk.database.reading() as session:
        return {each.visit_id: each for each in at_risk(session, desk.now, NETWORK)}


def test_a_stale_weight_stops_only_its_own_visit(desk: Desk) -> None:
    """Others are offered slots and book them; the list says who has to be weighed."""
    desk.do(confirm, visit_id="ULV-K05", offer=desk.offers("ULV-K05")[0].token)

    waiting = risks(desk)[f"{OPEN}-V1"]
    row = desk.row(f"{OPEN}-V1")
    assert (waiting.state, waiting.needs) == (VisitState.WAITING, "a new weight")
    assert (waiting.why, waiting.offers) == (TOLD, 0)
    assert waiting.window_to_at > desk.now
    assert (row.state, row.reason, row.trial_id) == (VisitState.WAITING, TOLD, "FLAG")
    assert desk.state("ULV-K05").is_promised
    assert desk.faults() == []


def test_whoever_asks_for_a_slot_is_told_to_weigh(database: Database) -> None:
    """Offers, schedules, holds and confirmations all say why not."""
    visit_id = f"{OPEN}-V1"
    seeded = seed_planned(database, "no-fdg-day", visit_id)
    token = desk_of(seeded).offers(visit_id)[0].token
    desk = with_stale_weights(seeded, OPEN)

    with desk.database.reading() as session:
        for ask in (offers, why_no_offer):
            with pytest.raises(DataNeeded, match="41 days old, valid are 28"):
                ask(session, desk.now, NETWORK, visit_id)
        with pytest.raises(DataNeeded, match="weigh again"):
            schedule_offers(session, desk.now, NETWORK, OPEN)
    for book in (hold, confirm):
        with pytest.raises(DataNeeded) as refused:
            desk.do(book, visit_id=visit_id, offer=token)

        assert refused.value.code == "data_needed"
        assert refused.value.waiting.told == TOLD


def test_a_new_weight_ends_the_waiting(desk: Desk) -> None:
    """Then the visit is open, and booked as any other."""
    visit_id = f"{OPEN}-V1"

    desk.do(
        weigh, participant_id=OPEN, weight_kg=Decimal(70), weighed_on=desk.now.date()
    )

    assert desk.state(visit_id) is VisitState.OPEN
    desk.do(confirm, visit_id=visit_id, offer=desk.offers(visit_id)[0].token)
    assert desk.faults() == []


def test_a_waiting_visit_can_be_cancelled(desk: Desk) -> None:
    """Nobody has to be weighed for it."""
    ended = desk.do(cancel, visit=GiveUp(f"{OPEN}-V1", "moved away"))

    assert ended.visit_ids == (f"{OPEN}-V1",)
    assert desk.state(f"{OPEN}-V1") is VisitState.CANCELLED
    assert f"{OPEN}-V1" not in risks(desk)


def test_who_withdraws_ends_what_waits_as_well(desk: Desk) -> None:
    """Nothing of theirs is left that nobody can find any more."""
    ended = desk.do(withdraw, participant_id=OPEN, reason="moved away")

    assert ended.visit_ids == (f"{OPEN}-V1",)
    assert desk.state(f"{OPEN}-V1") is VisitState.CANCELLED


def test_a_visit_with_a_stale_weight_is_not_asked_for(desk: Desk) -> None:
    """The request is refused, and leaves nothing behind."""
    wanted = VisitRequest(
        participant_id=OPEN,
        definition_id="baseline",
        dates=(date(2026, 9, 15), date(2026, 9, 15)),
    )

    with pytest.raises(Invalid, match="41 days old"):
        desk.do(request_visit, visit=wanted)

    assert f"{OPEN}-baseline" not in risks(desk)


def test_a_booked_visit_keeps_the_weight_it_was_planned_with(desk: Desk) -> None:
    """It stays booked, may move, and its dose can be recorded."""
    visit_id = f"{BOOKED}-V1"
    planned = desk.row(visit_id)
    assert planned.injection_at is not None
    another = next(
        each
        for each in desk.offers(visit_id)
        if each.injection_at != planned.injection_at
    )

    desk.do(move, move=Move(visit_id, another.token, "asked", is_override=True))
    then = desk.at(another.injection_at).later(minutes=10)
    record = DoseRecord(
        assay_mbq=Decimal(155),
        assayed_at=another.injection_at,
        injected_at=another.injection_at,
    )
    given = then.do(administered, visit_id=visit_id, record=record)

    assert planned.state in {VisitState.CONFIRMED, VisitState.FROZEN}
    assert given.dose.is_within
    assert then.state(visit_id) is VisitState.ADMINISTERED
    assert then.faults() == []


def test_a_hold_that_lapses_is_not_taken_again_with_a_stale_weight(
    sqlite_database: Database,
) -> None:
    """As long as it is held it may be confirmed; then somebody has to weigh."""
    seeded = seed_planned(sqlite_database, "no-fdg-day", f"{OPEN}-V1")
    desk = desk_of(seeded)
    visit_id = f"{OPEN}-V1"
    desk.do(hold, visit_id=visit_id, offer=desk.offers(visit_id)[0].token)
    desk = with_stale_weights(seeded, OPEN)

    late = desk.later(minutes=31)

    assert desk.state(visit_id) is VisitState.HELD
    assert late.state(visit_id) is VisitState.WAITING
    assert risks(late)[visit_id].needs == "a new weight"
    with pytest.raises(DataNeeded):
        late.offers(visit_id)
    assert late.faults() == []


def test_what_follows_or_needs_a_waiting_visit_waits(
    sqlite_database: Database,
) -> None:
    """Else the second dose would be given before the first."""
    seeded = seed_planned(sqlite_database, "no-fdg-day", f"{OPEN}-V1")

    def followed(session: Session) -> None:
        first = session.get_one(Visit, (NETWORK, f"{OPEN}-V1"))
        first.asked_on = seeded.now.date() + timedelta(days=1)
        for number, name in ((2, "follows_id"), (3, "needs_id")):
            visit = Visit(
                network_id=NETWORK,
                id=f"{OPEN}-V{number}",
                position=first.position + number,
                details={},
                participant_id=OPEN,
                trial_id=first.trial_id,
                definition_id=first.definition_id,
                earliest_date=first.earliest_date,
                latest_date=first.latest_date,
            )
            setattr(visit, name, f"{OPEN}-V{number - 1}")
            session.add(visit)
            session.flush()

    seeded.change(followed)
    desk = desk_of(seeded)

    found = risks(desk)

    assert [found[f"{OPEN}-V{n}"].waits_for for n in (1, 2, 3)] == [
        None,
        f"{OPEN}-V1",
        f"{OPEN}-V1",
    ]
    assert f"{OPEN}-V1: lies in the future" in (found[f"{OPEN}-V2"].why or "")
    with pytest.raises(DataNeeded):
        desk.offers(f"{OPEN}-V3")
    assert desk.faults() == []


def test_dates_in_the_future_stop_only_their_participant(
    sqlite_database: Database,
) -> None:
    """As in rows that were imported with a *now* that is still to come."""
    seeded = seed_planned(sqlite_database, "no-fdg-day", f"{OPEN}-V1", "ULV-K05")

    def ahead(session: Session) -> None:
        for participant_id in (OPEN, BOOKED):
            participant = session.get_one(Participant, (NETWORK, participant_id))
            participant.previous_dose_date = seeded.now.date() + timedelta(days=3)
            visit = session.get_one(Visit, (NETWORK, f"{participant_id}-V1"))
            visit.asked_on = seeded.now.date() + timedelta(days=3)

    seeded.change(ahead)
    desk = desk_of(seeded)

    waiting = risks(desk)[f"{OPEN}-V1"]
    assert waiting.needs == "a correction"
    assert waiting.why == "lies in the future"
    assert desk.state(f"{BOOKED}-V1") is VisitState.FORECAST
    assert desk.offers("ULV-K05")
    assert desk.faults() == []
