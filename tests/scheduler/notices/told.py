"""A network whose people are told something, and channels to tell them over."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from scheduler.access.roles import ScopeKind
from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.notices.audience import Audience
from scheduler.notices.channels import add_channel
from scheduler.notices.models import Channel, ChannelKind, Delivery, Notice
from scheduler.notices.telling import tell
from tests.scheduler.access.holders import add_places

NETWORK, SITE, UNIT, TRIAL = "norway", "OUS", "FDG", "T1"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KEEPER = Actor("key:keeper")
EVERYBODY = Audience(site_ids=(SITE,), unit_ids=(UNIT,), trial_ids=(TRIAL,))


def with_places(database: Database) -> Database:
    """The database, with a network of one site, one unit and one trial."""
    add_places(database, NETWORK, site=SITE, unit=UNIT)
    return database


def at(**later: float) -> datetime:
    """So much later than the others are told."""
    return NOW + timedelta(**later)


def told(
    database: Database,
    subject: str = "A-1",
    *,
    kind: str = "visit_moved",
    audience: Audience = EVERYBODY,
    key: str | None = None,
    **details: Any,
) -> None:
    """Tell something."""
    with database.writing() as session:
        tell(
            session,
            NOW,
            network_id=NETWORK,
            kind=kind,
            subject=subject,
            audience=audience,
            details=details,
            key=key,
        )


def added(
    database: Database,
    address: str = "https://desk.example/notices",
    *,
    kind: ChannelKind = ChannelKind.WEBHOOK,
    scope: dict[ScopeKind, list[str]] | None = None,
    kinds: Collection[str] = (),
) -> tuple[Channel, str | None]:
    """Add a channel."""
    with database.writing() as session:
        return add_channel(
            session,
            NOW,
            KEEPER,
            network_id=NETWORK,
            kind=kind,
            address=address,
            scope=scope,
            kinds=kinds,
        )


def notices(database: Database) -> list[Notice]:
    """All notices, in the order in which they were told."""
    with database.reading() as session:
        return list(session.scalars(select(Notice).order_by(Notice.number)))


def deliveries(database: Database) -> list[Delivery]:
    """All deliveries, in the order of their notices."""
    same = (Notice.network_id == Delivery.network_id) & (
        Notice.id == Delivery.notice_id
    )
    with database.reading() as session:
        ordered = select(Delivery).join(Notice, same).order_by(Notice.number)
        return list(session.scalars(ordered))
