"""
A network that people book in, for tests of the database under it.

As a program it is one of them: it books and gives back until its input ends, and
says every plan revision that was acknowledged.
"""

import random
import sys
import threading
from pathlib import Path

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.errors import SlotTaken
from scheduler.imports.planning_file import read_planning_file
from scheduler.imports.service import import_file
from scheduler.planning.problem_builder import build
from scheduler.planning.revise import Change, Revised, revise
from scheduler.planning.versions import PlanKind
from solver.errors import StillNeeded
from solver.revision import Revision
from tests.architecture.repository import ROOT

WEEK = ROOT / "fixtures" / "instances" / "late-flight-trondheim-before.json"
NOW = read_planning_file(WEEK.read_bytes()).as_of
ACTOR = Actor("cli:test")


def import_week(database: Database, path: Path = WEEK) -> str:
    """Import the week, and give the id of its network."""
    data = path.read_bytes()
    report = database.run(lambda session: import_file(session, NOW, ACTOR, data))
    return report.network_id


def visits_of(database: Database, network_id: str) -> list[str]:
    """All visits that are asked for."""
    with database.reading() as session:
        problem = build(session, network_id, NOW).problem
    return [each.id for each in problem.visits]


def book_or_cancel(database: Database, network_id: str, visit_id: str) -> Revised:
    """Book the best offer of a visit; cancel the visit if it has one."""

    def apply(revision: Revision) -> None:
        if revision.placed(visit_id) is not None:
            revision.remove(visit_id)
        elif offers := revision.offers(visit_id):
            revision.seat(offers[0].slot)

    change = Change(PlanKind.BOOKING, "a test", apply)

    def book(session: Session) -> Revised:
        audited(session, NOW, ACTOR, "book or cancel", chain=network_id)
        return revise(session, NOW, ACTOR, network_id, change)

    return database.run(book)


def book_some(database: Database) -> None:
    """Import the week, and book three visits of it."""
    network_id = import_week(database)
    for visit_id in visits_of(database, network_id)[:3]:
        book_or_cancel(database, network_id, visit_id)


def _go_on(url: str, network_id: str, seed: int) -> None:
    over = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=listen, daemon=True).start()
    database = Database(url)
    visits = visits_of(database, network_id)
    choices = random.Random(seed)
    while not over.is_set():
        try:
            revised = book_or_cancel(database, network_id, choices.choice(visits))
        except (SlotTaken, StillNeeded):
            continue
        if revised.version is not None:
            sys.stdout.write(f"{revised.version.revision}\n")
            sys.stdout.flush()
    database.close()


if __name__ == "__main__":
    _go_on(sys.argv[1], sys.argv[2], int(sys.argv[3]))
