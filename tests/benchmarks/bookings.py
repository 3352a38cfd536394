"""
How long site staff wait: offers, a lost attempt and a booking on the week of Norway.

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

OPEN = ("ULV-01-V1", "ULV-02-V1")


def main() -> None:
    """Print percentiles in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'week.sqlite'}"
        upgrade(url)
        database = Database(url)
        desk = planned_desk(database, "norway-week", *OPEN)
        _offers(desk)
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


def _attempts(desk: Desk) -> None:
    mine, theirs = OPEN
    offer = desk.offers(mine)[0]
    with desk.database.reading() as session:
        instants = board_of(session, NETWORK, desk.now).built.instants
    slot = slot_of(offer.token, NETWORK, mine, instants)
    wanted = token_of(Slot(**(dict(slot) | {"visit_id": theirs})), NETWORK, instants)
    taken, _ = _timed(lambda: desk.do(confirm, visit_id=mine, offer=offer.token))
    _print("a booking", [taken])
    desk.offers(theirs)

    def lose() -> None:
        try:
            desk.do(confirm, visit_id=theirs, offer=wanted)
        except SlotTaken:
            return
        raise AssertionError("it was to be lost")

    _print("a lost attempt", [_timed(lose)[0] for _ in range(1000)])


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    found = work()
    return (time.perf_counter() - started) * 1000, found


def _print(what: str, spent_ms: list[float]) -> None:
    ordered = sorted(spent_ms)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    told = f"p50 {half:.1f} ms, p95 {most:.1f} ms, max {ordered[-1]:.1f} ms"
    print(f"{what}: {told}")  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
