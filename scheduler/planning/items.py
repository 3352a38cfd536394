"""
What plans in force consist of, as rows.

A row holds from its ``first_revision`` up to, and without, ``until_revision``; what
is in force now has none.  So every plan that ever was in force can be read back,
and a booking writes only what it changes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork


class Dated(OfNetwork):
    """A row of the plans from one revision to another."""

    first_revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until_revision: Mapped[int | None]


def later() -> CheckConstraint:
    """A row holds for one revision at least."""
    return CheckConstraint("until_revision > first_revision", name="holds")


class BatchRow(Dated, Base):
    """A run that is made, or an order that is placed: ``plan.PlannedBatch``."""

    __tablename__ = "planned_batches"
    __table_args__ = (later(),)
    is_audited = False

    batch_id: Mapped[str] = mapped_column(primary_key=True)
    reference_at: Mapped[datetime]
    activity_kbq: Mapped[int]
    discard_at: Mapped[datetime | None]


class ShipmentRow(Dated, Base):
    """What of one batch goes to one site: ``plan.Shipment``."""

    __tablename__ = "planned_shipments"
    __table_args__ = (later(),)
    is_audited = False

    shipment_id: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[str]
    lane_id: Mapped[str]
    departure_id: Mapped[str | None]
    handover_at: Mapped[datetime]
    departs_at: Mapped[datetime]
    arrives_at: Mapped[datetime]
    usable_at: Mapped[datetime]


class VialRow(Dated, Base):
    """A vial or unit dose: ``plan.Vial``."""

    __tablename__ = "planned_vials"
    __table_args__ = (later(),)
    is_audited = False

    vial_id: Mapped[str] = mapped_column(primary_key=True)
    shipment_id: Mapped[str]
    activity_kbq: Mapped[int]
    volume_ul: Mapped[int | None]


class BookingRow(Dated, Base):
    """
    A visit that is served: ``plan.Administration``.

    Its resources are ``OccupationRow``; ``later_scans`` lists names and starts, and
    their resources carry the name.
    """

    __tablename__ = "bookings"
    __table_args__ = (later(),)
    is_audited = False

    visit_id: Mapped[str] = mapped_column(primary_key=True)
    alternative: Mapped[int]
    vial_ids: Mapped[list[Any]]
    demand_kbq: Mapped[int]
    draw_kbq: Mapped[int]
    draw_ul: Mapped[int | None]
    injection_at: Mapped[datetime]
    scan_start_at: Mapped[datetime | None]
    usable_from_at: Mapped[datetime]
    usable_until_at: Mapped[datetime]
    later_scans: Mapped[list[Any]]


class OccupationRow(Dated, Base):
    """
    One resource, held during ``[starts_at, ends_at)``.

    No two rows that are in force hold the same resource at the same time, what has
    happened apart: the database itself refuses it, whatever the program has computed.

    Parameters
    ----------
    owner_id
        The visit, or the batch, it is held for.
    part
        "visit", the name of a later scan behind ``scan:``, or "batch".
    position
        Its place among those of its part.
    is_fact
        Of a visit that has happened: two visits may really have been in each
        other's way.
    """

    __tablename__ = "occupations"
    __table_args__ = (
        later(),
        CheckConstraint("ends_at > starts_at", name="not_empty"),
    )
    is_audited = False

    owner_id: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    resource_id: Mapped[str]
    purpose: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_fact: Mapped[bool]
