"""Entries of the audit trail, found by who, what and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Function, and_, func, or_, select
from sqlalchemy.orm import Session

from scheduler import canonical
from scheduler.audit.chain import instant_text
from scheduler.audit.models import AuditEntry

Place = tuple[str, int]
"""Chain and number of an entry."""


@dataclass(frozen=True)
class EntryFilter:
    """
    Which entries; ``None`` does not matter.

    Parameters
    ----------
    subject
        A text that their changes name as a whole, as the id of a row they changed.
    from_at, to_at
        Entries of ``[from_at, to_at)``.
    """

    chains: Sequence[str]
    subject: str | None = None
    actor: str | None = None
    action: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None


def entries_after(
    session: Session, which: EntryFilter, after: Place | None, limit: int
) -> Sequence[AuditEntry]:
    """At most so many entries after a place, by chain and number."""
    wanted = select(AuditEntry).where(*_conditions(session, which))
    if after is not None:
        wanted = wanted.where(
            or_(
                AuditEntry.chain > after[0],
                and_(AuditEntry.chain == after[0], AuditEntry.number > after[1]),
            )
        )
    ordered = wanted.order_by(AuditEntry.chain, AuditEntry.number).limit(limit)
    return session.scalars(ordered).all()


def _conditions(session: Session, which: EntryFilter) -> Iterator[ColumnElement[bool]]:
    yield AuditEntry.chain.in_(which.chains)
    if which.subject is not None:
        yield _place_of(session, canonical.dumps(which.subject)) > 0
    if which.actor is not None:
        yield AuditEntry.actor == which.actor
    if which.action is not None:
        yield AuditEntry.action == which.action
    if which.from_at is not None:
        yield AuditEntry.at >= instant_text(which.from_at)
    if which.to_at is not None:
        yield AuditEntry.at < instant_text(which.to_at)


def _place_of(session: Session, text: str) -> Function[Any]:
    """Where a text begins in the changes, letter by letter; 0 if it is not there."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    found = func.instr if is_sqlite else func.strpos
    return found(AuditEntry.changes, text)
