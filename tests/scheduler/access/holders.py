"""Keys for tests, and a database in which there is something to limit them to."""

from datetime import UTC, datetime
from typing import Any

from scheduler.access.keys import create, first_administrator
from scheduler.access.models import ApiKey
from scheduler.access.roles import Role
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.networks.models import Network
from scheduler.production.models import Unit
from scheduler.sites.models import Site
from scheduler.trials.models import Trial

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
KEEPER = Actor("cli:keeper", request_id="r-1")


def first_key(database: Database) -> tuple[ApiKey, str]:
    """The first key, without which there is no other."""
    with database.writing() as session:
        return first_administrator(session, NOW, KEEPER)


def a_key(database: Database, **fields: Any) -> tuple[ApiKey, str]:
    """A key, by default of a planner."""
    given: dict[str, Any] = {"name": "planning", "role": Role.PLANNER}
    with database.writing() as session:
        return create(session, NOW, KEEPER, **(given | fields))


def add_places(database: Database, network_id: str, *, site: str, unit: str) -> None:
    """A network with one site, one unit and one trial, ``T1``."""
    listed: dict[str, Any] = {"network_id": network_id, "position": 0, "details": {}}
    with database.writing() as session:
        audited(session, NOW, KEEPER, "import", chain=network_id)
        session.add(
            Network(
                id=network_id,
                name=network_id.title(),
                as_of=NOW,
                first_date=NOW.date(),
                days=7,
                zone="Europe/Oslo",
                treatments=[],
                created_at=NOW,
            )
        )
        session.add(Site(id=site, name=site, zone="Europe/Oslo", **listed))
        session.add(Unit(id=unit, name=unit, zone="Europe/Oslo", **listed))
        session.add(Trial(id="T1", name="T1", **listed))
