"""Small things to account for, and what was told of them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.chain import GENESIS, Content, instant_text
from scheduler.audit.context import audited
from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.networks.models import Network
from scheduler.planning.promises import Promise
from solver.problem.commitments import Firmness

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PLANNER = Actor("key:4711", request_id="r-1")

CONTENT = Content(
    chain="norway",
    number=1,
    at=instant_text(NOW),
    actor="key:4711",
    action="import",
    reason=None,
    request_id="r-1",
    changes='[{"key":{"id":"norway"},"new":{"name":"Øst"},"row":"networks"}]',
    previous_hash=GENESIS,
)
"""What the first entry of a chain may say."""


def a_network(id: str = "norway", **columns: Any) -> Network:
    """A network, as small as one can be."""
    fields: dict[str, Any] = {
        "name": id.title(),
        "as_of": NOW,
        "first_date": NOW.date(),
        "days": 7,
        "zone": "Europe/Oslo",
        "treatments": [],
        "created_at": NOW,
    }
    return Network(id=id, **(fields | columns))


def a_promise(visit_id: str = "V1", **columns: Any) -> Promise:
    """A hold on a visit of Norway, which lapses in an hour."""
    fields: dict[str, Any] = {
        "network_id": "norway",
        "firmness": Firmness.HELD,
        "lapses_at": NOW + timedelta(hours=1),
        "promised_at": NOW,
        "promised_by": PLANNER.id,
        "revision": 1,
    }
    return Promise(visit_id=visit_id, **(fields | columns))


def add_network(database: Database, id: str = "norway", **columns: Any) -> None:
    """A network in the database, which is the first entry of its chain."""
    with database.writing() as session:
        audited(session, NOW, PLANNER, "import", chain=id)
        session.add(a_network(id, **columns))


def rename(database: Database, name: str, id: str = "norway") -> None:
    """Another name for a network, which is one more entry."""
    with database.writing() as session:
        audited(session, NOW, PLANNER, "rename", chain=id, reason=f"is {name}")
        network_of(session, id).name = name


def network_of(session: Session, id: str = "norway") -> Network:
    """The network's object."""
    return session.get_one(Network, id)


def told(database: Database, chain: str = "norway") -> list[list[Any]]:
    """What the entries of a chain tell, one list for each entry."""
    with database.reading() as session:
        texts = session.scalars(
            select(AuditEntry.changes)
            .where(AuditEntry.chain == chain)
            .order_by(AuditEntry.number)
        )
        return [json.loads(text) for text in texts]
