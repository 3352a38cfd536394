"""What is recorded at the scanner: doses, corrections, and what was a mistake."""

from hypothesis.stateful import rule
from hypothesis.strategies import sampled_from

from scheduler.bookings.administering import administered, correct
from scheduler.bookings.records import DoseRecord
from scheduler.bookings.reopening import reopen
from scheduler.errors import Invalid, NotFound, WrongState
from tests.stateful.machine import FINE, IN_TIME, REASONS, WHO, Machine, Who
from tests.stateful.model import ENDED, PROMISED, Place
from tests.stateful.ward import FIXED_MBQ, MBQ_PER_KG


class Doses(Machine):
    """Those who inject."""

    @rule(
        who=WHO,
        minutes=sampled_from((0, 0, 0, -3, 20)),
        share=sampled_from((1, 1, 1, 2)),
        reason=sampled_from((None, "as the syringe was")),
        in_time=IN_TIME,
    )
    def give(
        self, who: Who, minutes: int, share: int, reason: str | None, in_time: bool
    ) -> None:
        """Record a dose, on time or not, as prescribed or not."""
        visit_id = self.one_of(who, *PROMISED, "forecast")
        if in_time:
            self.wait_for(visit_id, minutes)
        visit = self.model.visits.get(visit_id)
        outcomes = FINE
        if visit is None:
            outcomes = frozenset({NotFound})
        elif visit.place is None or visit.state in ENDED:
            outcomes = frozenset({WrongState})
        place = None if visit is None or visit.place is None else visit.place
        went = None if place is None else place.later(minutes)
        if outcomes == FINE and (
            (went is not None and went.injection_at > self.desk.now)
            or (share != 1 and reason is None)
        ):
            outcomes = frozenset({Invalid})
        record = self._record(visit_id, went, share, reason)
        if self.expect(outcomes, administered, visit_id=visit_id, record=record):
            assert visit is not None
            visit.put("administered", went)
            visit.planned = place
        self.agree(may_lose=self._others(visit_id) if minutes else ())

    @rule(
        who=WHO,
        minutes=sampled_from((0, -3, 20)),
        reason=sampled_from((None, "misread")),
    )
    def correct(self, who: Who, minutes: int, reason: str | None) -> None:
        """Replace the record of a dose."""
        visit_id = self.one_of(who, "administered")
        visit = self.model.visits.get(visit_id)
        outcomes = FINE
        planned = None if visit is None else visit.planned
        went = None if planned is None else planned.later(minutes)
        if reason is None:
            outcomes = frozenset({Invalid})
        elif visit is None:
            outcomes = frozenset({NotFound})
        elif visit.state != "administered" or went is None:
            outcomes = frozenset({WrongState})
        elif went.injection_at > self.desk.now:
            outcomes = frozenset({Invalid})
        record = self._record(visit_id, went, 1, reason)
        if self.expect(outcomes, correct, visit_id=visit_id, record=record):
            assert visit is not None
            visit.place = went
        self.agree(may_lose=self._others(visit_id))

    @rule(who=WHO, reason=REASONS)
    def reopen(self, who: Who, reason: str) -> None:
        """Take back that a visit has ended."""
        visit_id = self.one_of(who, *ENDED)
        visit = self.model.visits.get(visit_id)
        outcomes = FINE
        if not reason.strip():
            outcomes = frozenset({Invalid})
        elif visit is None:
            outcomes = frozenset({NotFound})
        elif visit.state not in ENDED:
            outcomes = frozenset({WrongState})
        is_done = self.expect(outcomes, reopen, visit_id=visit_id, reason=reason)
        may_lose = set()
        if is_done and visit is not None:
            is_given = visit.state == "administered"
            visit.put("confirmed" if is_given else "open", visit.planned)
            visit.planned = None
            may_lose = {*self._others(visit_id), visit_id} if is_given else set()
        self.agree(may_lose=may_lose)

    def _record(
        self, visit_id: str, went: Place | None, share: int, reason: str | None
    ) -> DoseRecord:
        at = self.desk.now if went is None else went.injection_at
        mbq = FIXED_MBQ
        if visit_id.endswith("weighed"):
            weights = self.model.weights[visit_id.partition("-")[0]]
            mbq = MBQ_PER_KG * weights[max(weights)]
        return DoseRecord(
            assay_mbq=mbq * share, assayed_at=at, injected_at=at, reason=reason
        )

    def _others(self, visit_id: str) -> set[str]:
        return {
            key
            for key, each in self.model.booked().items()
            if key != visit_id and each.state not in ENDED
        }
