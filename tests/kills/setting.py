"""A ward for real clocks: that of the races, some days from now."""

import json
from datetime import UTC, datetime, timedelta

from scheduler.access import keys
from scheduler.access.roles import Role, ScopeKind
from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.imports.service import import_file
from tests.races.ward import Ward

SMALL = Ward(num_rooms=2, num_visits=8)

_STARTER = Actor("kills:start")
_FROZEN_DAYS = 4
"""So far away that nothing is frozen, and no order due, while a test lasts."""


def set_up(database: Database, networks: tuple[str, ...]) -> dict[str, str]:
    """Import the ward as several networks; the key of a planner of each."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with database.writing() as session:
        administrator = keys.create(
            session, now, _STARTER, name="first", role=Role.ADMINISTRATOR
        )
        assert administrator
        for network in networks:
            import_file(session, now, _STARTER, _file(now), network_id=network)
        return {
            network: keys.create(
                session,
                now,
                _STARTER,
                name=f"planner of {network}",
                role=Role.PLANNER,
                scope={ScopeKind.NETWORK: [network]},
            )[1]
            for network in networks
        }


def _file(now: datetime) -> bytes:
    """The planning file with its Monday moved to the next one but a few days."""
    monday = now + timedelta(days=_FROZEN_DAYS + (-now.weekday() - _FROZEN_DAYS) % 7)
    moved = {
        "2026-09-11T12:00+00:00": now.isoformat(timespec="minutes"),
        "2026-09-14": f"{monday:%F}",
        "2026-09-15": f"{monday + timedelta(days=1):%F}",
        "2026-01-01": f"{now - timedelta(days=30):%F}",
        "2026-12-31": f"{now + timedelta(days=90):%F}",
    }
    text = json.dumps(SMALL.document())
    for there, here in moved.items():
        text = text.replace(there, here)
    return text.encode()
