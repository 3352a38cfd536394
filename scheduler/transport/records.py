"""What has happened to shipments, as rows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scheduler.database.base import Base, OfNetwork, one_of


class ShipmentState(StrEnum):
    """What has become of a shipment; one without a record is planned."""

    PLANNED = "planned"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    RECEIVED = "received"
    REJECTED = "rejected"


class ShipmentRecord(OfNetwork, Base):
    """
    What is known of a shipment beyond the plan.

    Parameters
    ----------
    expected_at
        When it is said to arrive, if that is not as planned.
    """

    __tablename__ = "shipment_records"

    shipment_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[ShipmentState] = mapped_column(one_of(ShipmentState, "state"))
    dispatched_at: Mapped[datetime | None]
    expected_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    rejected_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    reason: Mapped[str | None] = mapped_column(String(2000))
