"""
How long site staff wait: offers, lost attempts and bookings on the week of Norway.

Milliseconds of processor time, of this process alone: a loaded machine tells the same.
A booking is warm if its slot was offered in the same minute, and cold if everything has
to be built anew.

Run it by hand: ``python -m tests.benchmarks.bookings``.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from scheduler.bookings.board import board_of
from scheduler.bookings.booking import confirm
from scheduler.bookings.offering import offers
from scheduler.bookings.tokens import slot_of, token_of
from scheduler.database.database import Database
from scheduler.database.upgrading import upgrade
from scheduler.errors import SlotTaken
from solver.plan.slot import Slot
from tests.scheduler.bookings.desk import Desk, planned_desk
from tests.scheduler.planning.seeds import NETWORK

T = TypeVar("T")

OPEN = tuple(f"ULV-{number:02d}-V1" for number in range(1, 11))


def main() -> None:
    """Print percentiles in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'week.sqlite'}"
        upgrade(url)
        database = Database(url)
        desk = planned_desk(database, "norway-week", *OPEN)
        _offers(desk)
        _bookings(desk)
        _attempts(desk)
        database.close()


def _offers(desk: Desk) -> None:
    with desk.database.reading() as session:
        visits = board_of(session, NETWORK, desk.now).visits
        spent = [
            _timed(partial(offers, session, desk.now, NETWORK, each))[0]
            for each in visits
        ]
    _print(f"offers, {len(spent)} visits", spent)


def _bookings(desk: Desk) -> None:
    """Eight bookings, every other one cold; two visits stay open."""
    spent: dict[str, list[float]] = {"warm": [], "cold": []}
    for number, visit_id in enumerate(OPEN[2:]):
        kind = "warm" if number % 2 == 0 else "cold"
        offer = desk.offers(visit_id)[0].token
        at = desk if kind == "warm" else desk.later(minutes=number)
        book = partial(at.do, confirm, visit_id=visit_id, offer=offer)
        spent[kind].append(_timed(book)[0])
    for kind, some in spent.items():
        _print(f"a {kind} booking, {len(some)} times", some)


def _attempts(desk: Desk) -> None:
    mine, theirs = OPEN[:2]
    offer = desk.offers(mine)[0]
    with desk.database.reading() as session:
        instants = board_of(session, NETWORK, desk.now).built.instants
    slot = slot_of(offer.token, NETWORK, mine, instants)
    wanted = token_of(Slot(**(dict(slot) | {"visit_id": theirs})), NETWORK, instants)
    desk.do(confirm, visit_id=mine, offer=offer.token)
    desk.offers(theirs)

    def lose() -> None:
        try:
            desk.do(confirm, visit_id=theirs, offer=wanted)
        except SlotTaken:
            return
        raise AssertionError("it was to be lost")

    _print("a lost attempt", [_timed(lose)[0] for _ in range(1000)])


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.process_time()
    found = work()
    return (time.process_time() - started) * 1000, found


def _print(what: str, spent_ms: list[float]) -> None:
    ordered = sorted(spent_ms)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    told = f"p50 {half:.1f} ms, p95 {most:.1f} ms, max {ordered[-1]:.1f} ms"
    print(f"{what}: {told}")  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
