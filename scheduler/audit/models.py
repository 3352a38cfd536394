"""The audit trail, as rows that are never changed."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base

SYSTEM = "system"
"""The chain of what belongs to no network."""


class AuditEntry(Base):
    """
    One use case that changed something: who, when, what, old, new, why.

    Whatever is hashed is kept as the text that was hashed, so that no character of
    it can be exchanged for another that a database reads alike.

    Parameters
    ----------
    chain
        Id of the network, or ``system``: each has a chain of its own.
    number
        From 1, without gaps.
    at
        UTC, in a fixed width: ``2026-11-23T09:30:00.000000Z``. Sorts as text.
    changes
        Canonical JSON: a list of changed rows, of notes and of steps; see
        ``scheduler.audit.changes``.
    previous_hash, hash
        SHA-256, hexadecimal; see ``scheduler.audit.chain``.
    """

    __tablename__ = "audit_entries"
    is_audited = False

    chain: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str | None] = mapped_column(String(2000))
    request_id: Mapped[str | None]
    changes: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The newest number and hash of a chain; locked while an entry is added."""

    __tablename__ = "audit_heads"
    is_audited = False

    chain: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
