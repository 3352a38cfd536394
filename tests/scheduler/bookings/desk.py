"""The desk of a site in tests: use cases at an instant, and what they leave behind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.models import AuditEntry
from scheduler.bookings.board import board_of
from scheduler.bookings.listing import VisitRow, Which, bookings
from scheduler.bookings.offering import Offer, offers
from scheduler.bookings.standing import VisitState
from scheduler.database.database import Database
from scheduler.jobs.models import Event
from scheduler.planning.recheck import recheck
from solver.errors import Issue
from tests.scheduler.planning.seeds import NETWORK, Seeded, seed, seed_planned

STAFF = Actor("test:nurse")

T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """Somebody at a site, at an instant."""

    database: Database
    now: datetime

    def later(self, **span: float) -> "Desk":
        """The same, so much later."""
        return replace(self, now=self.now + timedelta(**span))

    def at(self, now: datetime) -> "Desk":
        """The same at another instant."""
        return replace(self, now=now)

    def do(self, use_case: Callable[..., T], **said: Any) -> T:
        """Carry out a use case in a transaction of its own."""

        def change(session: Session) -> T:
            return use_case(session, self.now, STAFF, network_id=NETWORK, **said)

        return self.database.run(change)

    def offers(self, visit_id: str, limit: int = 20) -> tuple[Offer, ...]:
        """Slots that a visit is offered."""
        with self.database.reading() as session:
            return offers(session, self.now, NETWORK, visit_id, limit)

    def row(self, visit_id: str) -> VisitRow:
        """A visit as it stands."""
        with self.database.reading() as session:
            rows = bookings(session, self.now, NETWORK, Which())
        return next(each for each in rows if each.visit_id == visit_id)

    def state(self, visit_id: str) -> VisitState:
        """How a visit stands."""
        return self.row(visit_id).state

    def plan_revision(self) -> int:
        """How many plans have come into force."""
        with self.database.reading() as session:
            return board_of(session, NETWORK, self.now).built.plan_revision

    def events(self) -> list[str]:
        """Kinds of the events of the network, oldest first."""
        with self.database.reading() as session:
            found = session.scalars(select(Event.kind).order_by(Event.number))
            return list(found)

    def actions(self) -> list[str]:
        """Actions of the audit trail, oldest first."""
        with self.database.reading() as session:
            found = select(AuditEntry.action).where(AuditEntry.chain == NETWORK)
            return list(session.scalars(found.order_by(AuditEntry.number)))

    def faults(self) -> list[Issue]:
        """Everything that is wrong with the plan in force."""
        with self.database.reading() as session:
            return recheck(session, NETWORK, self.now)


def desk_of(seeded: Seeded) -> Desk:
    """The desk of a network that has been seeded."""
    return Desk(seeded.database, seeded.now)


def planned_desk(database: Database, name: str, *open_ids: str) -> Desk:
    """A network with a plan in force, in which some visits are open."""
    return desk_of(seed_planned(database, name, *open_ids))


def empty_desk(database: Database, name: str) -> Desk:
    """A network without a plan."""
    return desk_of(seed(database, name))
