"""Whatever site staff do, in whatever order: the plan in force passes every check."""

import random
import threading
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from scheduler.bookings.administering import administered
from scheduler.bookings.booking import confirm, give_back, hold
from scheduler.bookings.ending import GiveUp, cancel, no_show
from scheduler.bookings.lateness import late
from scheduler.bookings.moving import Move, move
from scheduler.bookings.records import DoseRecord
from scheduler.bookings.reopening import reopen
from scheduler.database.database import Database
from scheduler.errors import SchedulerError, SlotTaken
from tests.scheduler.bookings.desk import Desk, planned_desk

OPEN = ("ULV-03-V1", "ULV-K05", "AHU-01-V1", "TRD-01-V1")
STEPS = 14


class _Staff:
    """Somebody who does one thing after another, as it comes."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.done: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._visits = [*OPEN, "ULV-01-V1", "ULV-02-V1", "AHU-02-V1", "TRD-02-V1"]

    def act(self) -> None:
        """Do something to somebody; what is refused leaves no trace."""
        name = self._random.choice(sorted(_ACTS))
        visit_id = self._random.choice(self._visits)
        try:
            _ACTS[name](self, visit_id)
        except SchedulerError:
            self.done["refused"] += 1
        else:
            self.done[name] += 1

    def token(self, visit_id: str) -> str:
        """One of the slots that a visit is offered."""
        offers = self.desk.offers(visit_id, 6)
        if not offers:
            raise SlotTaken(visit_id, ("no offer",))
        return self._random.choice(offers).token

    def pass_time(self, visit_id: str) -> None:
        """Some time goes by, at most until the visit's injection."""
        at = self.desk.row(visit_id).injection_at
        minutes = self._random.choice((5, 40, 300))
        later = self.desk.now + timedelta(minutes=minutes)
        if at is not None and at <= later:
            later = max(self.desk.now, at)
        self.desk = self.desk.at(later)

    def give(self, visit_id: str) -> None:
        """Record a dose around its planned minute."""
        row = self.desk.row(visit_id)
        if row.injection_at is None or row.draw_mbq is None:
            raise SlotTaken(visit_id, ("no slot",))
        at = row.injection_at + timedelta(minutes=self._random.randint(-5, 5))
        self.desk = self.desk.at(max(self.desk.now, at))
        record = DoseRecord(
            assay_mbq=Decimal(str(row.draw_mbq)), assayed_at=at, injected_at=at
        )
        self.desk.do(administered, visit_id=visit_id, record=record)


_ACTS = {
    "hold": lambda s, v: s.desk.do(hold, visit_id=v, offer=s.token(v)),
    "confirm": lambda s, v: s.desk.do(confirm, visit_id=v, offer=s.token(v)),
    "promise": lambda s, v: s.desk.do(confirm, visit_id=v),
    "release": lambda s, v: s.desk.do(give_back, visit_id=v),
    "move": lambda s, v: s.desk.do(
        move, move=Move(v, s.token(v), "asked for", is_override=True)
    ),
    "cancel": lambda s, v: s.desk.do(cancel, visit=GiveUp(v, "not well")),
    "no_show": lambda s, v: s.desk.do(no_show, visit=GiveUp(v, "did not come")),
    "reopen": lambda s, v: s.desk.do(reopen, visit_id=v, reason="mixed up"),
    "late": lambda s, v: s.desk.do(late, visit_id=v, minutes=15),
    "time": lambda s, v: s.pass_time(v),
    "give": lambda s, v: s.give(v),
}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_plan_stays_sound_whatever_is_done(
    sqlite_database: Database, seed: int
) -> None:
    """After every change its rows, balances and rules are right."""
    staff = _Staff(planned_desk(sqlite_database, "no-fdg-day", *OPEN), seed)

    for _ in range(STEPS):
        before = staff.desk.plan_revision()
        staff.act()
        if staff.desk.plan_revision() != before:
            assert staff.desk.faults() == [], staff.done

    assert sum(staff.done.values()) == STEPS


def test_a_slot_that_many_want_is_had_by_one(database: Database) -> None:
    """Eight at once: one has it, seven are told so, and nothing overlaps."""
    desk = planned_desk(database, "no-fdg-day", *OPEN[:2])
    mine = {each.injection_at: each for each in desk.offers(OPEN[0])}
    theirs = {each.injection_at: each for each in desk.offers(OPEN[1])}
    at = min(mine.keys() & theirs.keys())
    wanted = [mine[at], theirs[at]] * 4
    answers: list[str] = []

    def take(number: int) -> None:
        offer = wanted[number]
        try:
            booked = desk.do(confirm, visit_id=offer.visit_id, offer=offer.token)
            answers.append(booked.visit_id)
        except SlotTaken as error:
            answers.append(error.code)

    threads = [threading.Thread(target=take, args=(n,)) for n in range(len(wanted))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    counted = Counter(answers)
    # Whoever has it is told so each of four times; the other is refused four times.
    assert sorted(counted.values()) == [4, 4]
    assert counted["slot_taken"] == 4
    assert desk.faults() == []


def test_no_module_of_this_room_commits() -> None:
    """Whoever calls a use case decides when it is done."""
    room = Path(__file__).parents[3] / "scheduler"
    sources = [*(room / "bookings").glob("*.py"), *(room / "trials").glob("*.py")]

    found = [path.name for path in sources if ".commit(" in path.read_text()]

    assert sources
    assert found == []
