"""Participants, their visits and what is known of them, as rows."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, Entity, Listed, OfNetwork, refers
from scheduler.database.types import ExactDecimal


class Participant(Entity, Base):
    """
    A participant, by a random code; never a name, birth date or record number.

    Attributes
    ----------
    withdrawn_at
        Since when the participant is out of the trial.
    """

    __tablename__ = "participants"
    __table_args__ = (refers("trial_id", "trials"), refers("site_id", "sites"))

    trial_id: Mapped[str]
    site_id: Mapped[str]
    arm: Mapped[str | None]
    dose_level: Mapped[str | None] = mapped_column(String(200))
    anchor_date: Mapped[date | None]
    previous_dose_date: Mapped[date | None]
    previous_dose_at: Mapped[datetime | None]
    extra_minutes: Mapped[int]
    consented: Mapped[bool]
    withdrawn_at: Mapped[datetime | None]


class Weight(OfNetwork, Base):
    """A weight with its date; the newest counts, the older ones stay."""

    __tablename__ = "weights"
    __table_args__ = (refers("participant_id", "participants"),)

    participant_id: Mapped[str] = mapped_column(primary_key=True)
    weighed_on: Mapped[date] = mapped_column(primary_key=True)
    weight_kg: Mapped[Decimal] = mapped_column(ExactDecimal)


class Unavailability(Listed, Base):
    """When a participant cannot come: ``[start_at, end_at)``."""

    __tablename__ = "unavailabilities"
    __table_args__ = (
        refers("participant_id", "participants"),
        CheckConstraint("end_at > start_at", name="not_empty"),
    )

    participant_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]


class Visit(Entity, Base):
    """
    A visit that a participant asks for.

    ``follows_id`` and ``needs_id`` may name a cycle of a course, which has no row.
    """

    __tablename__ = "visits"
    __table_args__ = (
        refers("participant_id", "participants"),
        ForeignKeyConstraint(
            ["network_id", "trial_id", "definition_id"],
            [
                "visit_definitions.network_id",
                "visit_definitions.trial_id",
                "visit_definitions.id",
            ],
            deferrable=True,
            initially="DEFERRED",
        ),
    )

    participant_id: Mapped[str]
    trial_id: Mapped[str]
    definition_id: Mapped[str]
    follows_id: Mapped[str | None]
    needs_id: Mapped[str | None]
    earliest_date: Mapped[date | None]
    latest_date: Mapped[date | None]
    asked_on: Mapped[date | None]


class Course(Entity, Base):
    """
    The cycles of a course of therapy that are still to be given.

    An id may stand for several spans of cycles: ``c`` for 1 to 2 and for 5 to 6.
    """

    __tablename__ = "courses"
    __table_args__ = (refers("participant_id", "participants"),)

    participant_id: Mapped[str]
    definition: Mapped[str]
    first_cycle: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_cycle: Mapped[int]


class GateResult(Listed, Base):
    """
    What is known of a gate of a visit, or of one cycle of a course.

    ``owner_id`` is the id of the visit or course; ``cycle`` is 0 for a visit.
    """

    __tablename__ = "gate_results"

    owner_id: Mapped[str] = mapped_column(primary_key=True)
    cycle: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gate: Mapped[str] = mapped_column(String(200), primary_key=True)
    status: Mapped[str]
    taken_at: Mapped[datetime]
    due_at: Mapped[datetime | None]


class Claim(Entity, Base):
    """An anonymous clinical claim on a dose, a place and a scanner."""

    __tablename__ = "claims"
    __table_args__ = (
        refers("product_id", "products"),
        refers("site_id", "sites"),
        refers("procedure_id", "procedures"),
        CheckConstraint("end_at > start_at", name="not_empty"),
    )

    product_id: Mapped[str]
    site_id: Mapped[str]
    procedure_id: Mapped[str]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
