"""Trials and their protocols, as rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, Entity, Listed, OfNetwork, refers


class Trial(Entity, Base):
    """A trial; its active sites, dose tables and series are details."""

    __tablename__ = "trials"

    name: Mapped[str] = mapped_column(String(200))


class Arm(Listed, Base):
    """An arm of a trial: the visits of its protocol, in their order."""

    __tablename__ = "arms"
    __table_args__ = (refers("trial_id", "trials"),)

    trial_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    visits: Mapped[list[Any]]


class Cohort(Listed, Base):
    """One dose level of an escalation."""

    __tablename__ = "cohorts"
    __table_args__ = (refers("trial_id", "trials"),)

    trial_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[int]
    state: Mapped[str]


class Procedure(Entity, Base):
    """How a visit goes: preparation, injection, stay, scans."""

    __tablename__ = "procedures"

    name: Mapped[str] = mapped_column(String(200))


class VisitDefinition(Listed, Base):
    """A visit of a protocol: product, activity, window, gates."""

    __tablename__ = "visit_definitions"
    __table_args__ = (
        refers("trial_id", "trials"),
        refers("procedure_id", "procedures"),
        refers("product_id", "products"),
    )

    trial_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    procedure_id: Mapped[str]
    product_id: Mapped[str]


class TrialPause(OfNetwork, Base):
    """
    Nothing new is planned for a trial in ``[since_at, until_at)``.

    It is not part of the planning file that was imported: an import leaves it alone.

    Attributes
    ----------
    until_at
        When the trial was resumed; it is paused as long as that is not said.
    """

    __tablename__ = "trial_pauses"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trial_id: Mapped[str]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(2000))
    paused_by: Mapped[str]
