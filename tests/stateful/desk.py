"""Somebody who works with one network: asks, is answered, and looks at the rows."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.bookings.listing import VisitRow, Which, bookings
from scheduler.bookings.offering import Offer, offers
from scheduler.database.database import Database
from scheduler.database.tables import METADATA
from scheduler.errors import SchedulerError
from scheduler.imports.service import import_file
from scheduler.networks.models import Network
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.versions import PlanVersion
from tests.stateful.ward import NOW, data

T = TypeVar("T")
Outcome = type[SchedulerError] | None
"""A refusal, or none."""

STAFF, OTHER = Actor("test:staff"), Actor("test:other")
_NUMBERS = count(1)
_NETWORKS = Network.__table__
_KEYS = {"network_id", "chain"}


class Undone(Exception):
    """Something else went wrong in the same transaction."""


@dataclass
class Desk:
    """A network of one's own in a database that has others."""

    database: Database
    network_id: str
    now: datetime = NOW

    def do(self, use_case: Callable[..., T], actor: Actor = STAFF, **said: Any) -> T:
        """Carry out a use case in a transaction of its own."""

        def change(session: Session) -> T:
            return use_case(
                session, self.now, actor, network_id=self.network_id, **said
            )

        return self.database.run(change)

    def undo(self, use_case: Callable[..., object], **said: Any) -> None:
        """Carry out a use case in a transaction that fails afterwards."""

        def change(session: Session) -> None:
            use_case(session, self.now, STAFF, network_id=self.network_id, **said)
            session.flush()
            raise Undone

        self.database.run(change)

    def offers(self, visit_id: str) -> tuple[Offer, ...]:
        """Some slots that a visit is offered."""
        with self.database.reading() as session:
            return offers(session, self.now, self.network_id, visit_id, 6)

    def listed(self) -> dict[str, VisitRow]:
        """All visits as they stand."""
        with self.database.reading() as session:
            rows = bookings(session, self.now, self.network_id, Which())
        return {each.visit_id: each for each in rows}

    def built(self) -> Built:
        """The problem as of now."""
        with self.database.reading() as session:
            return build(session, self.network_id, self.now)

    def versions(self) -> dict[int, str]:
        """States of the plan versions by number."""
        wanted = select(PlanVersion.number, PlanVersion.state).where(
            PlanVersion.network_id == self.network_id
        )
        with self.database.reading() as session:
            return {number: state.value for number, state in session.execute(wanted)}

    def rows(self) -> dict[str, Counter[str]]:
        """Every row of the network, and of no network, as text, by table."""
        found = {}
        with self.database.engine.connect() as connection:
            for table in METADATA.sorted_tables:
                wanted = table.select()
                if (key := _KEYS & {*table.columns.keys()}) or table is _NETWORKS:
                    column = table.columns[min(key, default="id")]
                    wanted = wanted.where(column == self.network_id)
                found[table.name] = Counter(
                    canonical.dumps(dict(row))
                    for row in connection.execute(wanted).mappings()
                )
        return found


def new_desk(database: Database) -> Desk:
    """A new network, in which a second person has to approve plans."""
    network_id = f"ward-{next(_NUMBERS)}"
    with database.writing() as session:
        import_file(session, NOW, STAFF, data(), network_id=network_id)
    with database.writing() as session:
        audited(session, NOW, STAFF, "set up", chain=network_id)
        session.get_one(Network, network_id).needs_second_person = True
    return Desk(database, network_id)
