"""Hold, confirm, release: a slot is somebody's, or it is refused with its reasons."""

import time
from collections.abc import Callable

import pytest

from scheduler.bookings.booking import confirm, give_back, hold
from scheduler.bookings.offering import Offer
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, SlotTaken, WrongState
from tests.scheduler.bookings.desk import Desk, planned_desk

VISIT, OTHER = "ULV-03-V1", "ULV-K05"


@pytest.fixture
def desk(database: Database) -> Desk:
    """A day with 20 of 22 visits in its plan; two more have slots open."""
    return planned_desk(database, "no-fdg-day", VISIT, OTHER)


def rivals(desk: Desk) -> tuple[Offer, Offer]:
    """Offers for two visits of one site that cannot both be had."""
    mine = {each.injection_at: each for each in desk.offers(VISIT)}
    theirs = {each.injection_at: each for each in desk.offers(OTHER)}
    at = min(mine.keys() & theirs.keys())
    assert set(mine[at].resources) & set(theirs[at].resources)
    return mine[at], theirs[at]


def test_a_held_slot_is_reserved_until_it_lapses(desk: Desk) -> None:
    """A hold seats the visit, lasts half an hour, and is told with its end."""
    offer = desk.offers(VISIT)[0]

    held = desk.do(hold, visit_id=VISIT, offer=offer.token)

    assert held.state is VisitState.HELD
    assert held.injection_at == offer.injection_at
    assert held.lapses_at == desk.later(minutes=30).now
    assert desk.later(minutes=29).state(VISIT) is VisitState.HELD
    assert desk.later(minutes=31).state(VISIT) is VisitState.OPEN
    assert desk.faults() == []


def test_a_hold_at_any_second_lapses_at_a_whole_minute(desk: Desk) -> None:
    """Plans are made in whole minutes: the one that has begun is held as well."""
    at = desk.later(seconds=17.25)
    held = at.do(hold, visit_id=VISIT, offer=at.offers(VISIT)[0].token)

    assert held.lapses_at == desk.later(minutes=31).now
    assert at.later(minutes=29).state(VISIT) is VisitState.HELD
    assert desk.later(minutes=31).state(VISIT) is VisitState.OPEN
    assert at.faults() == []


def test_a_lapsed_hold_cannot_be_confirmed_and_its_slot_is_free(desk: Desk) -> None:
    """After half an hour the slot is offered to others, and booked by them."""
    offer, wanted = rivals(desk)
    desk.do(hold, visit_id=VISIT, offer=offer.token)
    with pytest.raises(SlotTaken):
        desk.do(confirm, visit_id=OTHER, offer=wanted.token)
    later = desk.later(minutes=31)

    with pytest.raises(WrongState, match="not held any more"):
        later.do(confirm, visit_id=VISIT)
    booked = later.do(confirm, visit_id=OTHER, offer=wanted.token)

    assert booked.injection_at == offer.injection_at
    assert later.state(VISIT) is VisitState.OPEN
    assert later.faults() == []


def test_confirming_what_is_held_changes_no_plan(desk: Desk) -> None:
    """The slot is seated already: only the promise becomes firm."""
    desk.do(hold, visit_id=VISIT, offer=desk.offers(VISIT)[0].token)
    before = desk.plan_revision()

    confirmed = desk.do(confirm, visit_id=VISIT)

    assert confirmed.state is VisitState.CONFIRMED
    assert confirmed.lapses_at is None
    assert desk.plan_revision() == before
    assert desk.later(minutes=31).row(VISIT).injection_at == confirmed.injection_at


def test_confirming_twice_gives_the_same_answer(desk: Desk) -> None:
    """The second time nothing is written: no version, no event, no audit entry."""
    offer = desk.offers(VISIT)[0].token
    first = desk.do(confirm, visit_id=VISIT, offer=offer)
    told = desk.events(), desk.actions()

    second = desk.do(confirm, visit_id=VISIT, offer=offer)

    assert second.injection_at == first.injection_at
    assert second.version is None
    assert (desk.events(), desk.actions()) == told
    assert first.version is not None


def test_a_booked_visit_takes_no_other_slot(desk: Desk) -> None:
    """That is a move, and asks for a reason."""
    first, *_, last = desk.offers(VISIT)
    desk.do(confirm, visit_id=VISIT, offer=first.token)

    with pytest.raises(WrongState, match="confirmed"):
        desk.do(confirm, visit_id=VISIT, offer=last.token)
    with pytest.raises(WrongState):
        desk.do(hold, visit_id=VISIT, offer=last.token)

    assert desk.row(VISIT).injection_at == first.injection_at


def test_a_taken_slot_is_refused_in_words_without_saying_whose_it_is(
    desk: Desk,
) -> None:
    """The rules are named, and the resources that are booked by now."""
    offer, wanted = rivals(desk)
    desk.do(confirm, visit_id=VISIT, offer=offer.token)
    before = desk.plan_revision(), desk.events()

    with pytest.raises(SlotTaken) as refused:
        desk.do(confirm, visit_id=OTHER, offer=wanted.token)

    assert "occupancy" in refused.value.rules
    assert any("is booked 15 Sep" in told for told in refused.value.held_by)
    assert VISIT not in str(refused.value)
    assert "ULV-03" not in str(refused.value)
    assert (desk.plan_revision(), desk.events()) == before


def test_an_attempt_that_is_lost_costs_little(desk: Desk) -> None:
    """Once somebody has it, nothing is computed anew to say so."""
    offer, wanted = rivals(desk)
    desk.do(confirm, visit_id=VISIT, offer=offer.token)
    desk.offers(OTHER)

    started = time.perf_counter()
    for _ in range(30):
        with pytest.raises(SlotTaken):
            desk.do(hold, visit_id=OTHER, offer=wanted.token)
    each_s = (time.perf_counter() - started) / 30

    assert each_s < 0.1


def test_a_forecast_is_confirmed_without_an_offer(desk: Desk) -> None:
    """What the plan has already is promised as it is."""
    planned = desk.row("ULV-01-V1")

    confirmed = desk.do(confirm, visit_id="ULV-01-V1")

    assert planned.state is VisitState.FORECAST
    assert confirmed.injection_at == planned.injection_at
    assert desk.state("ULV-01-V1") is VisitState.FROZEN  # within a day from now


def test_a_forecast_may_be_booked_for_another_slot(desk: Desk) -> None:
    """Nobody was told of it: it is not a move."""
    planned = desk.row("ULV-01-V1")
    offer = next(
        each
        for each in desk.offers("ULV-01-V1")
        if each.injection_at != planned.injection_at
    )

    confirmed = desk.do(confirm, visit_id="ULV-01-V1", offer=offer.token)

    assert confirmed.injection_at == offer.injection_at
    assert desk.faults() == []


def test_an_open_visit_cannot_be_confirmed_without_a_slot(desk: Desk) -> None:
    """There is nothing to confirm."""
    with pytest.raises(WrongState, match="without a slot"):
        desk.do(confirm, visit_id=VISIT)

    assert desk.state(VISIT) is VisitState.OPEN


def test_a_released_hold_frees_its_slot(desk: Desk) -> None:
    """The visit is open again, and the slot is offered to it as before."""
    before = desk.offers(VISIT)
    desk.do(hold, visit_id=VISIT, offer=before[0].token)

    desk.do(give_back, visit_id=VISIT)

    assert desk.state(VISIT) is VisitState.OPEN
    assert desk.offers(VISIT) == before
    assert desk.events()[-2:] == ["visit_held", "hold_given_back"]
    with pytest.raises(WrongState):
        desk.do(give_back, visit_id=VISIT)


DAMAGED: dict[str, Callable[[str], str]] = {
    "nonsense": lambda token: "nonsense",
    "cut off": lambda token: token[:-3],
    "another digest": lambda token: f"{'0' * 12}.{token.partition('.')[2]}",
    "endless": lambda token: "x" * 30_000,
}


@pytest.mark.parametrize("how", DAMAGED)
def test_a_damaged_offer_is_refused(desk: Desk, how: str) -> None:
    """An offer is taken whole, or not at all."""
    token = DAMAGED[how](desk.offers(VISIT)[0].token)

    with pytest.raises(Invalid, match="offer: is"):
        desk.do(hold, visit_id=VISIT, offer=token)


def test_an_offer_for_another_visit_is_refused(desk: Desk) -> None:
    """Whoever mixes them up is told."""
    token = desk.offers(OTHER)[0].token

    with pytest.raises(Invalid, match=f"for visit {OTHER}"):
        desk.do(hold, visit_id=VISIT, offer=token)


def test_a_visit_that_nobody_asks_for_is_not_found(desk: Desk) -> None:
    """Neither offers nor bookings are for visits that are not there."""
    with pytest.raises(NotFound):
        desk.offers("nobody")
    with pytest.raises(NotFound):
        desk.do(confirm, visit_id="nobody")


def test_an_offer_is_too_late_after_its_cut_off(desk: Desk) -> None:
    """The token says nothing of time: the plan does, and in words."""
    offer = desk.offers(VISIT)[0]

    with pytest.raises(SlotTaken, match=r"orders for .* closed Mon 14 Sep 16:00"):
        desk.later(hours=5).do(confirm, visit_id=VISIT, offer=offer.token)


def test_every_booking_is_audited_and_told(desk: Desk) -> None:
    """One entry and one event each."""
    desk.do(hold, visit_id=VISIT, offer=desk.offers(VISIT)[0].token)
    desk.do(confirm, visit_id=VISIT)

    assert desk.actions()[-2:] == ["hold", "confirm"]
    assert desk.events()[-2:] == ["visit_held", "visit_confirmed"]
