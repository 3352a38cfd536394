"""Answers that were given, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base

LONGEST_KEY = 255


class GivenReply(Base):
    """
    What a change was answered with, kept in the transaction that made it.

    Parameters
    ----------
    actor, key
        Who asked, and under which key of theirs; another's same key is another key.
    fingerprint
        SHA-256 of what was asked.
    status, headers, body
        The answer; ``None`` inside the transaction that makes the change only.
    """

    __tablename__ = "given_replies"
    __table_args__ = (Index("ix_given_replies_given_at", "given_at"),)
    is_audited = False

    actor: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    given_at: Mapped[datetime]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
