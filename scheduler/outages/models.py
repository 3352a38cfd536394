"""What is out of use, from when to when, as rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of
from scheduler.imports.planning_file.closures import ResourceKind


class Outage(OfNetwork, Base):
    """
    Something cannot be used in ``[start_at, end_at)``.

    It is not part of the planning file that was imported: an import leaves it alone.

    Attributes
    ----------
    withdrawn_at
        When it was said that it was not so; it closes nothing since.
    """

    __tablename__ = "outages"
    __table_args__ = (CheckConstraint("end_at > start_at", name="not_empty"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[ResourceKind] = mapped_column(one_of(ResourceKind, "kind"))
    resource_id: Mapped[str]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(2000))
    reported_at: Mapped[datetime]
    reported_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
