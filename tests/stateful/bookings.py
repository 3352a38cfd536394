"""What site staff do: take slots, give them back, move them, and give doses."""

from datetime import timedelta

import pytest
from hypothesis.stateful import precondition, rule
from hypothesis.strategies import booleans, integers, sampled_from

from scheduler.bookings.booking import confirm, give_back, hold
from scheduler.bookings.changing import StillBooked
from scheduler.bookings.ending import GiveUp, cancel, no_show
from scheduler.bookings.lateness import Late, late
from scheduler.bookings.moving import Move, move
from scheduler.errors import Invalid, NotFound, SlotTaken, WrongState
from tests.stateful.desk import Outcome
from tests.stateful.machine import FINE, IN_TIME, REASONS, WHO, Machine, Who, place_of
from tests.stateful.model import ENDED, HOLD, PROMISED, Place

OFFERS = integers(0, 30)


class Bookings(Machine):
    """The desk of the ward."""

    # -- slots -----------------------------------------------------------------

    @rule(who=WHO)
    def look(self, who: Who) -> None:
        """Slots that are offered are free, as far as anybody knows."""
        visit_id = self.one_of(who, "open", "broken", *PROMISED)
        visit = self.model.visits.get(visit_id)
        if visit is None or visit.state in ENDED:
            with pytest.raises(NotFound if visit is None else WrongState):
                self.desk.offers(visit_id)
            return
        found = self.desk.offers(visit_id)
        for each in found:
            assert not self.model.surely_taken(visit_id, place_of(each)), each
        self.offered += [(each, self.done) for each in found]

    @precondition(lambda self: self.offered)
    @rule(number=OFFERS, is_hold=booleans())
    def take(self, number: int, is_hold: bool) -> None:
        """Hold or confirm a slot that was offered, just now or some time ago."""
        index = -1 - number % len(self.offered)
        offer = self.offered[index][0]
        visit = self.model.visits[offer.visit_id]
        place = place_of(offer)
        outcomes, is_new, is_same = FINE, True, visit.token == offer.token
        if visit.state in ENDED:
            outcomes = frozenset({WrongState})
        elif visit.state in PROMISED and is_same:
            is_new = visit.state == "held" and not is_hold
            if visit.state == "confirmed" and is_hold:
                outcomes = frozenset({WrongState})
        elif visit.state in PROMISED:
            outcomes = frozenset({WrongState})
            if visit.place == place:  # perhaps the very same, perhaps of another vial
                return
        else:
            outcomes = self._free(index, place)
        use_case = hold if is_hold else confirm
        booked = self.expect(
            outcomes,
            use_case,
            is_new=is_new,
            visit_id=offer.visit_id,
            offer=offer.token,
        )
        if booked is not None and is_new:
            visit.put("held" if is_hold else "confirmed", place)
            visit.token = offer.token
            visit.lapses_at = self.desk.now + HOLD if is_hold else None
        self.agree()

    def _free(self, index: int, place: Place) -> frozenset[Outcome]:
        """How taking a slot ends for somebody who may have one."""
        if self.is_fresh(index):
            return FINE
        if self.model.surely_taken(self.offered[index][0].visit_id, place):
            return frozenset({SlotTaken})
        return frozenset({None, SlotTaken})

    @precondition(lambda self: self.offered)
    @rule(number=OFFERS, who=WHO)
    def take_nonsense(self, number: int, who: Who) -> None:
        """What is no offer, or one for somebody else, is none."""
        visit_id = self.one_of(who, "open")
        token = self.offered[-1 - number % len(self.offered)][0].token
        visit = self.model.visits.get(visit_id)
        refusal = NotFound if visit is None else Invalid
        self.expect({refusal}, hold, visit_id=visit_id, offer=token[:-9])
        self.agree()

    @rule(who=WHO)
    def promise(self, who: Who) -> None:
        """Confirm what is held or forecast."""
        visit_id = self.one_of(who, "held", "forecast")
        visit = self.model.visits.get(visit_id)
        state = "" if visit is None else visit.state
        outcomes: frozenset[Outcome] = frozenset({WrongState})
        if visit is None:
            outcomes = frozenset({NotFound})
        elif state in {"held", "forecast", "confirmed"}:
            outcomes = FINE
        is_new = state != "confirmed"
        if self.expect(outcomes, confirm, is_new=is_new, visit_id=visit_id) and visit:
            visit.state, visit.lapses_at = "confirmed", None
        self.agree()

    @rule(who=WHO)
    def give_back(self, who: Who) -> None:
        """Give back what is held."""
        visit_id = self.one_of(who, "held")
        visit = self.model.visits.get(visit_id)
        outcomes: frozenset[Outcome] = frozenset({WrongState})
        if visit is None:
            outcomes = frozenset({NotFound})
        elif visit.state == "held":
            is_needed = self.model.followers(visit_id)
            outcomes = frozenset({StillBooked}) if is_needed else FINE
        self.expect(outcomes, give_back, visit_id=visit_id)
        if visit is not None and outcomes == FINE:
            visit.put("open")
        self.agree()

    @precondition(lambda self: self.offered)
    @rule(number=OFFERS, reason=REASONS, is_override=booleans())
    def move(self, number: int, reason: str, is_override: bool) -> None:
        """Give somebody another slot."""
        index = -1 - number % len(self.offered)
        offer = self.offered[index][0]
        visit = self.model.visits[offer.visit_id]
        place = place_of(offer)
        is_movable = visit.state in {*PROMISED, "broken"}
        outcomes, is_same = FINE, visit.token == offer.token
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif not is_movable or (self.model.is_frozen(visit) and not is_override):
            outcomes = frozenset({WrongState})
        elif not is_same:
            if visit.place == place:
                return
            outcomes = self._free(index, place)
        wanted = Move(offer.visit_id, offer.token, reason, is_override)
        booked = self.expect(outcomes, move, is_new=not is_same, move=wanted)
        if booked is not None and not is_same:
            state, lapses_at = visit.state, visit.lapses_at
            visit.put("confirmed" if state == "broken" else state, place)
            visit.token, visit.lapses_at = offer.token, lapses_at
        self.agree()

    # -- ends ------------------------------------------------------------------

    @rule(who=WHO, reason=REASONS, with_followers=booleans())
    def cancel(self, who: Who, reason: str, with_followers: bool) -> None:
        """Give up a visit, and those after it if so wanted."""
        visit_id = self.one_of(who, "open", *PROMISED, "forecast", "broken")
        visit = self.model.visits.get(visit_id)
        outcomes = FINE
        followers = [] if visit is None else self.model.followers(visit_id)
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif visit is None:
            outcomes = frozenset({NotFound})
        elif visit.state in ENDED:
            outcomes = frozenset({WrongState})
        elif followers and not with_followers:
            outcomes = frozenset({StillBooked})
        wanted = GiveUp(visit_id, reason, with_followers)
        if self.expect(outcomes, cancel, visit=wanted):
            for each in (visit_id, *followers):
                self.model.visits[each].put("cancelled")
        self.agree()

    @rule(who=WHO, reason=REASONS, with_followers=booleans(), in_time=IN_TIME)
    def stay_away(
        self, who: Who, reason: str, with_followers: bool, in_time: bool
    ) -> None:
        """A participant did not come."""
        visit_id = self.one_of(who, *PROMISED, "forecast")
        if in_time:
            self.wait_for(visit_id, 0)
        visit = self.model.visits.get(visit_id)
        outcomes = FINE
        followers = [] if visit is None else self.model.followers(visit_id)
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif visit is None:
            outcomes = frozenset({NotFound})
        elif visit.state not in {*PROMISED, "forecast"} or visit.place is None:
            outcomes = frozenset({WrongState})
        elif visit.place.injection_at > self.desk.now:
            outcomes = frozenset({Invalid})
        elif followers and not with_followers:
            outcomes = frozenset({StillBooked})
        wanted = GiveUp(visit_id, reason, with_followers)
        if self.expect(outcomes, no_show, visit=wanted):
            for each in (visit_id, *followers):
                self.model.visits[each].put("cancelled")
            self.model.visits[visit_id].put("no_show")
        self.agree()

    @rule(who=WHO, minutes=sampled_from((0, 10, 120, 1441)))
    def be_late(self, who: Who, minutes: int) -> None:
        """A participant comes later; nobody else is moved by it."""
        visit_id = self.one_of(who, *PROMISED)
        visit = self.model.visits.get(visit_id)
        outcomes = FINE
        if minutes in {0, 1441}:
            outcomes = frozenset({Invalid})
        elif visit is None:
            outcomes = frozenset({NotFound})
        elif visit.state not in PROMISED:
            outcomes = frozenset({WrongState})
        answer: Late | None = self.expect(
            outcomes, late, visit_id=visit_id, minutes=minutes
        )
        if answer is not None and answer.injection_at is not None:
            assert visit is not None
            assert visit.place is not None
            due = visit.place.injection_at + timedelta(minutes=minutes)
            assert answer.injection_at >= due
            visit.place, visit.token = place_of(self.desk.listed()[visit_id]), None
            assert visit.place.injection_at == answer.injection_at
        self.agree()
