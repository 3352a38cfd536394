"""What happened, what was asked of workers, and who they are: rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of
from scheduler.jobs.kinds import REPLAN


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


class JobState(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_OPEN = "state IN ('waiting', 'running')"
_REPLANS_AT_WORK = f"kind = '{REPLAN}' AND state = 'running'"


class Job(Base):
    """
    A job, written in the transaction that asks for it.

    A worker takes it later; the engine keeps books of its own of the steps it has
    done.

    Attributes
    ----------
    network_id
        ``None`` for a job of the whole database.
    due_at
        Not begun before.
    attempts
        How often a worker has begun it, or has gone on with it after another's death.
    worker_id
        Who has it, or had it last; of a job that runs ``None`` between two workers.
    forgotten_at
        When all that the engine had of it was dropped.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_network_id_asked_at", "network_id", "asked_at"),
        Index(
            "ix_jobs_open",
            "asked_at",
            "id",
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index(
            "uq_jobs_replan_at_work",
            "network_id",
            unique=True,
            sqlite_where=text(_REPLANS_AT_WORK),
            postgresql_where=text(_REPLANS_AT_WORK),
        ),
    )
    is_audited = False

    network_id: Mapped[str | None] = mapped_column(
        ForeignKey("networks.id", ondelete="RESTRICT")
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[JobState] = mapped_column(one_of(JobState, "state"))
    payload: Mapped[dict[str, Any]]
    progress: Mapped[dict[str, Any] | None]
    outcome: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None] = mapped_column(String(2000))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    worker_id: Mapped[str | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]


class WorkerRow(Base):
    """
    A process that works on jobs, from its start to its end.

    Attributes
    ----------
    beat_at
        When it last said that it lives, by the clock of the database.
    ended_at
        When it ended, or was declared dead.
    """

    __tablename__ = "workers"
    is_audited = False

    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    process: Mapped[int]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class JobDocument(Base):
    """A large document that one step of a job leaves for the next, compressed."""

    __tablename__ = "job_documents"
    is_audited = False

    job_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]
