"""What people are told, who of them has read it, and how it leaves the house: rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.access.roles import ScopeKind
from scheduler.database.base import Base, OfNetwork, one_of

LONGEST_ADDRESS = 2000
LONGEST_ERROR = 500


def _of_notice() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["network_id", "notice_id"], ["notices.network_id", "notices.id"]
    )


def _of_channel() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["network_id", "channel_id"], ["channels.network_id", "channels.id"]
    )


class Notice(OfNetwork, Base):
    """
    Something that people are told; never changed.

    Attributes
    ----------
    number
        In which order they are told. The id says nothing of what others are told.
    key
        Of what is told once, however often it is found out.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("network_id", "number"),
        UniqueConstraint("network_id", "key"),
    )
    is_audited = False

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(400))


class NoticeAudience(OfNetwork, Base):
    """A site, unit or trial that a notice is for."""

    __tablename__ = "notice_audiences"
    __table_args__ = (_of_notice(),)
    is_audited = False

    notice_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[ScopeKind] = mapped_column(one_of(ScopeKind, "kind"), primary_key=True)
    object_id: Mapped[str] = mapped_column(primary_key=True)


class NoticeReading(OfNetwork, Base):
    """Somebody has read a notice."""

    __tablename__ = "notice_readings"
    __table_args__ = (_of_notice(),)
    is_audited = False

    notice_id: Mapped[str] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ChannelKind(StrEnum):
    """How a channel is written to."""

    WEBHOOK = "webhook"
    EMAIL = "email"


class Channel(OfNetwork, Base):
    """
    A way out of the house, for some notices of one network.

    Attributes
    ----------
    scope
        Sites, units and trials that it is limited to, as that of a key.
    kinds
        The kinds of notice it is for; empty: all.
    """

    __tablename__ = "channels"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[ChannelKind] = mapped_column(one_of(ChannelKind, "kind"))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    scope: Mapped[dict[str, Any]]
    kinds: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    paused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    @property
    def state(self) -> str:
        """Whether it is written to: ``active``, ``paused`` or ``removed``."""
        if self.removed_at is not None:
            return "removed"
        return "active" if self.paused_at is None else "paused"


class ChannelSecret(OfNetwork, Base):
    """What a webhook signs with: apart from its channel, so that no trail has it."""

    __tablename__ = "channel_secrets"
    __table_args__ = (_of_channel(),)
    is_audited = False

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    secret: Mapped[str]


class DeliveryState(StrEnum):
    """How far a notice has come on a channel."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Delivery(OfNetwork, Base):
    """
    A notice on its way over a channel.

    Attributes
    ----------
    attempts
        How often somebody began to send it.
    next_at
        From when on it may be sent: while somebody is at it, when they are taken
        for dead.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        _of_notice(),
        _of_channel(),
        Index("ix_deliveries_due", "state", "next_at"),
    )
    is_audited = False

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    notice_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[DeliveryState] = mapped_column(one_of(DeliveryState, "state"))
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    first_tried_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(LONGEST_ERROR))
