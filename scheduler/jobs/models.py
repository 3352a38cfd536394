"""What happened, what is to be done about it, and what was asked of workers: rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of


class Event(OfNetwork, Base):
    """Something that happened and may ask for a replan; never changed."""

    __tablename__ = "events"
    is_audited = False

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    subject: Mapped[str]
    actor: Mapped[str]
    details: Mapped[dict[str, Any]]


class OutboxMessage(Base):
    """
    A job to be enqueued, written in the transaction that asks for it.

    Whoever relays it enqueues it under its id, so that it runs once however often it
    is relayed.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_waiting", "relayed_at", "created_at"),)
    is_audited = False

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    relayed_at: Mapped[datetime | None]


class JobState(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(OfNetwork, Base):
    """A job, as its callers see it; the engine keeps its own books."""

    __tablename__ = "jobs"
    is_audited = False

    id: Mapped[str] = mapped_column(primary_key=True, unique=True)
    kind: Mapped[str]
    state: Mapped[JobState] = mapped_column(one_of(JobState, "state"))
    payload: Mapped[dict[str, Any]]
    progress: Mapped[dict[str, Any] | None]
    outcome: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None] = mapped_column(String(2000))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]


class JobDocument(Base):
    """A large document that one step of a job leaves for the next, compressed."""

    __tablename__ = "job_documents"
    is_audited = False

    job_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]
