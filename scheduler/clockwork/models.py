"""Schedules, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base

LONGEST_NOTE = 200


class Schedule(Base):
    """
    How far one periodic job has come, in one network or in the database.

    Parameters
    ----------
    network_id
        ``None`` for what is done once in a database.
    since_at
        When it was first looked at, or resumed; there are no slots before.
    last_slot_at
        The slot that was taken last.
    cadence
        When it is done instead of by default; ``None``: by default.
    last_job_id, note
        The job that was asked for last; why there was none in the last slot.
    data_revision, plan_revision
        Of the network when that job was asked for.
    """

    __tablename__ = "schedules"
    is_audited = False

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    network_id: Mapped[str | None] = mapped_column(
        ForeignKey("networks.id", ondelete="RESTRICT")
    )
    name: Mapped[str]
    is_paused: Mapped[bool] = mapped_column(default=False)
    since_at: Mapped[datetime]
    last_slot_at: Mapped[datetime | None]
    cadence: Mapped[dict[str, Any] | None]
    last_job_id: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(String(LONGEST_NOTE))
    data_revision: Mapped[int | None]
    plan_revision: Mapped[int | None]
