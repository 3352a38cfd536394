"""Shipments of the plan in force, as they travel."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from scheduler.production.affected import held_of
from scheduler.production.demand import Scope, demand_in
from scheduler.production.demand_records import BatchDemand, ShipmentDemand
from scheduler.production.in_force import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRow:
    """
    What goes to one site with one departure, and how far it has come.

    Parameters
    ----------
    batch
        What it is of.
    planned
        What it is to hold, and when it is to travel.
    dispatched_at
        When the carrier took it, in the local time of the unit.
    expected_at, arrived_at, received_at, rejected_at
        When it is said to arrive if not as planned, and what was recorded, in the
        local time of the site.
    """

    batch: BatchDemand
    planned: ShipmentDemand
    dispatched_at: datetime | None
    expected_at: datetime | None
    arrived_at: datetime | None
    received_at: datetime | None
    rejected_at: datetime | None

    @property
    def arrives_utc(self) -> datetime:
        """When it is planned to arrive."""
        return self.planned.arrives_at.astimezone(UTC)


def shipments_in(
    session: Session,
    now: datetime,
    network_id: str,
    batch_ids: Collection[str] | None = None,
) -> tuple[ShipmentRow, ...]:
    """
    Shipments of the plan in force, by arrival.

    Parameters
    ----------
    batch_ids
        Only those of these batches; of all if left out.

    Raises
    ------
    NotFound
        If there is no such network, or no plan in force.

    """
    records = held_of(in_force(session, network_id, now).built).shipments
    found = [
        _row(batch, planned, records.get(planned.shipment_id))
        for batch in demand_in(session, now, network_id, Scope(batch_ids=batch_ids))
        for planned in batch.shipments
    ]
    return tuple(
        sorted(found, key=lambda each: (each.arrives_utc, each.planned.shipment_id))
    )


def _row(
    batch: BatchDemand, planned: ShipmentDemand, record: Row[Any] | None
) -> ShipmentRow:
    unit, site = planned.departs_at.tzinfo, planned.arrives_at.tzinfo

    def said(name: str, zone: tzinfo | None) -> datetime | None:
        at: datetime | None = None if record is None else getattr(record, name)
        return None if at is None else at.astimezone(zone)

    return ShipmentRow(
        batch=batch,
        planned=planned,
        dispatched_at=said("dispatched_at", unit),
        expected_at=said("expected_at", site),
        arrived_at=said("arrived_at", site),
        received_at=said("received_at", site),
        rejected_at=said("rejected_at", site),
    )
