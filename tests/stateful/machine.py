"""A network and its model, side by side: whatever is asked of one is asked of both."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from hypothesis.strategies import integers, lists, sampled_from, tuples

from scheduler.actors import Actor
from scheduler.bookings.booking import confirm
from scheduler.bookings.listing import VisitRow
from scheduler.bookings.offering import Offer
from scheduler.database.base import Base
from scheduler.database.database import Database
from scheduler.errors import SchedulerError
from solver.plan.plan import Plan
from tests.stateful.desk import STAFF, Desk, Outcome, Undone, new_desk
from tests.stateful.model import ENDED, Model, Place, Visit
from tests.stateful.soundness import faults
from tests.stateful.ward import (
    FIRST_VISITS,
    FOLLOWED,
    FOLLOWER,
    NOW,
    PARTICIPANTS,
    RUNS,
    WEIGHED_ON,
    WEIGHT_KG,
)

NEWCOMERS = ("E1", "E2")
VISITS = (*FIRST_VISITS, FOLLOWER, *(f"{each}-scan" for each in NEWCOMERS), "nobody")
WHO = tuples(integers(0, len(VISITS) - 1), sampled_from((True, True, True, False)))
"""A number, and whether it is to be of somebody to whom it can be done."""

Who = tuple[int, bool]
REASONS = sampled_from(("it has to be", "it has to be", "it has to be", " "))
IN_TIME = sampled_from((True, True, True, False))
FINE: frozenset[Outcome] = frozenset({None})
AUDITED = {
    mapper.class_.__tablename__
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Base) and mapper.class_.is_audited
} - {"networks"}
"""Tables whose changes are told; what is touched of a network is only counted."""

LATEST = datetime(2026, 9, 16, tzinfo=NOW.tzinfo)


NEXT = {
    None: {"proposed", "approved"},
    "proposed": {"proposed", "approved", "rejected", "outdated"},
    "approved": {"approved", "superseded"},
    "superseded": {"superseded"},
    "rejected": {"rejected"},
    "outdated": {"outdated"},
}
"""What may become of a plan version."""


class Machine(RuleBasedStateMachine):
    """
    What all rules share.

    Attributes
    ----------
    offered
        Offers, and how many commands had been carried out when they were made.
    """

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.desk: Desk = new_desk(database)
        visits = {each: Visit() for each in (*FIRST_VISITS, FOLLOWER)}
        self.model = Model(NOW, dict(RUNS), {FOLLOWER: FOLLOWED}, visits)
        for code in PARTICIPANTS:
            self.model.weights[code] = {WEIGHED_ON: WEIGHT_KG}
        self.offered: list[tuple[Offer, int]] = []
        self.done = 0
        self.as_of = NOW
        self.proposers: dict[int, tuple[Actor, int]] = {}
        self._seen: tuple[int, datetime] | None = None
        self._digests: dict[int, str] = {}
        self._rows = self.desk.rows()

    def expect(
        self,
        outcomes: Collection[Outcome],
        use_case: Callable[..., Any],
        *,
        actor: Actor = STAFF,
        is_new: bool = True,
        **said: Any,
    ) -> Any:
        """
        Carry out a command, which ends as expected; what it answered, or ``None``.

        Refused, it leaves no trace.  Carried out, it leaves one audit entry, or none
        if no row is another one for it; nothing at all if it says what was known.
        """
        refusal: Outcome = None
        answer = None
        try:
            answer = self.desk.do(use_case, actor, **said)
        except SchedulerError as error:
            refusal, answer = type(error), str(error)
        assert refusal in outcomes, (refusal, answer)

        before, self._rows = self._rows, self.desk.rows()
        if refusal is not None or not is_new:
            self.assert_same(before)
        else:
            self.done += 1
            entries, earlier = self._rows["audit_entries"], before["audit_entries"]
            is_changed = any(self._rows[name] != before[name] for name in AUDITED)
            assert (entries - earlier).total() in {1, is_changed}, (use_case, answer)
            assert not earlier - entries
        return None if refusal else answer

    def assert_same(self, before: dict[str, Counter[str]]) -> None:
        """No row is another one."""
        for name, rows in self._rows.items():
            assert rows == before[name], (name, rows - before[name])

    def undo(self, use_case: Callable[..., object], **said: Any) -> None:
        """Carry out a command in a transaction that is rolled back: no trace of it."""
        with pytest.raises((Undone, SchedulerError)):
            self.desk.undo(use_case, **said)
        before, self._rows = self._rows, self.desk.rows()
        self.assert_same(before)

    def agree(self, *, may_lose: Collection[str] = (), adopts: bool = False) -> None:
        """
        Every visit stands as the model says, and all is sound.

        Parameters
        ----------
        may_lose
            Visits of which the rules of the plan say whether they keep their places.
        adopts
            Whether somebody who was promised nothing, or whose promise is broken, may
            have another place now.
        """
        seen, self._seen = self._seen, (self.done, self.desk.now)
        if seen == self._seen:
            return  # no row is another one, and it is no later
        self.model.settle()
        self._read_versions()
        listed = self.desk.listed()
        for visit_id, visit in self.model.visits.items():
            row = listed.get(visit_id)
            assert row is not None, f"{visit_id} is not listed"
            is_lost = row.state in {"open", "broken"} and visit.place is not None
            if is_lost and (visit_id in may_lose or visit.state == "forecast"):
                self.model.lose([visit_id])
            elif adopts and visit.state in {"open", "forecast", "broken"}:
                self._adopt(visit_id, visit, row)
            assert row.state == self.model.shown(visit), (row, visit)
            if visit.place is not None and visit.state not in ENDED:
                assert row.injection_at == visit.place.injection_at
                assert row.resources == visit.place.resources
        self.model.settle()
        found = faults(self.desk, self.model, self._digests)
        assert not found, found

    def _read_versions(self) -> None:
        """Versions only ever go on: proposed, then decided, in force, then not."""
        known = self.model.versions
        for number, state in self.desk.versions().items():
            assert state in NEXT[known.get(number)], f"{known.get(number)} to {state}"
            known[number] = state
        self.model.has_plan = any(x == "approved" for x in known.values())

    def _adopt(self, visit_id: str, visit: Visit, row: VisitRow) -> None:
        if row.injection_at is None:
            self.model.lose([visit_id] if visit.place else [])
        else:
            state = "confirmed" if visit.state == "broken" else "forecast"
            visit.put(state, place_of(row))

    def plan(self) -> Plan:
        """The plan in force."""
        return self.desk.built().problem.commitments.previous

    def lose(self, visit_ids: set[str]) -> None:
        """They lose their dose, and who comes after them has come too early."""
        more = {x for each in visit_ids for x in self.model.followers(each)}
        self.model.lose({*visit_ids, *more})

    def one_of(self, who: Who, *states: str) -> str:
        """A visit in one of these states, if it is to be one and there is any."""
        number, is_apt = who
        apt = [key for key, each in self.model.visits.items() if each.state in states]
        if is_apt and apt:
            return apt[number % len(apt)]
        return VISITS[number]

    def is_fresh(self, index: int) -> bool:
        """Whether nothing has happened since an offer was made."""
        return self.offered[index][1] == self.done

    @initialize(places=lists(integers(0, 5), min_size=3, max_size=len(FIRST_VISITS)))
    def begin(self, places: list[int]) -> None:
        """Some are booked already, each into one of the slots that were offered."""
        for visit_id, place in zip(FIRST_VISITS[::-1], places, strict=False):
            found = self.desk.offers(visit_id)
            if not found:
                continue
            offer = found[place % len(found)]
            self.expect(FINE, confirm, visit_id=visit_id, offer=offer.token)
            self.model.visits[visit_id].put("confirmed", place_of(offer))
            self.model.visits[visit_id].token = offer.token
            self._read_versions()
        self.agree()

    # -- time ------------------------------------------------------------------

    @precondition(lambda self: self.desk.now < LATEST)
    @rule(minutes=sampled_from((5, 35, 300, 1440)))
    def wait(self, minutes: int) -> None:
        """Time goes by."""
        self.wait_until(self.desk.now + timedelta(minutes=minutes))

    def wait_until(self, now: datetime) -> None:
        """Time goes by until then, if it is still to come."""
        if now <= self.desk.now:
            return
        self.desk.now = now
        self.done += 1  # what was offered before need not be fresh
        self.model.pass_time(now)
        self.agree()

    def wait_for(self, visit_id: str, minutes: int) -> None:
        """Time goes by until a dose is due, or so much later."""
        visit = self.model.visits.get(visit_id)
        if visit is not None and visit.place is not None:
            self.wait_until(visit.place.later(minutes).injection_at)


def place_of(shown: Offer | VisitRow) -> Place:
    """Where and when an offer or a visit is."""
    assert shown.injection_at is not None
    assert shown.scan_start_at is not None
    if isinstance(shown, Offer):
        batch_id = shown.batch_id
    else:
        batch_id = "/".join(shown.vial_ids[0].split("/")[:4])
    return Place(shown.injection_at, shown.scan_start_at, shown.resources, batch_id)
