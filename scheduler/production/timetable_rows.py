"""Timetables that were prepared ahead, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork


class TimetableRow(OfNetwork, Base):
    """
    What the day of a batch becomes after a mishap; it follows from plan and data.

    Parameters
    ----------
    data_revision, plan_revision
        Those of the network it was prepared from.
    document
        A ``PreparedDay``; its instants are in UTC.
    """

    __tablename__ = "timetables"
    is_audited = False

    batch_id: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str]
    reference_at: Mapped[datetime]
    data_revision: Mapped[int]
    plan_revision: Mapped[int]
    document: Mapped[dict[str, Any]]
    prepared_at: Mapped[datetime]
