"""Shipments: what travels, how far it has come, and what is in it."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.doses import VialRead, vial_read
from api.schemas.types import Ask, Day, Id, Instant, Reason, Told, exact
from scheduler.production.records import BatchState
from scheduler.transport.listing import ShipmentRow
from scheduler.transport.records import ShipmentState


class ShipmentFilter(Ask):
    """Which shipments; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    unit_id: Id | None = None
    site_id: Id | None = None
    state: ShipmentState | None = None
    from_date: Annotated[
        Day | None, Field(description="of the planned arrival, at the site, included")
    ] = None
    to_date: Annotated[
        Day | None, Field(description="of the planned arrival, at the site, included")
    ] = None


class ShipmentRead(Told):
    """
    What goes to one site with one departure.

    Up to the departure in the local time of the unit, then in that of the site.
    """

    shipment_id: str
    batch_id: str
    batch_state: BatchState
    product_id: str
    product: str
    unit_id: str
    unit: str
    site_id: str
    site: str
    carrier: str
    departure_id: str | None
    handover_at: datetime
    last_handover_at: datetime
    departs_at: datetime
    arrives_at: Annotated[datetime, Field(description="as it is planned")]
    usable_at: datetime
    expires_at: datetime | None
    state: ShipmentState
    dispatched_at: datetime | None
    expected_at: Annotated[
        datetime | None,
        Field(description="when it is said to arrive, if not as planned"),
    ]
    arrived_at: datetime | None
    received_at: datetime | None
    rejected_at: datetime | None
    visit_ids: Annotated[list[str], Field(description="visits of yours with a dose")]
    content_mbq: Annotated[
        float | None,
        Field(description="at the reference time; null: your key is for some trials"),
    ]
    vials: Annotated[
        list[VialRead] | None, Field(description="null: your key is for some trials")
    ]


class Step(Ask):
    """Something that was done with a shipment."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"at": "2026-09-15T07:12+02:00"}]}
    )

    at: Annotated[Instant | None, Field(description="now if left out")] = None


class Expectation(Ask):
    """A shipment is said to arrive at another time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "arrives_at": "2026-09-15T11:40+02:00",
                    "reason": "the flight is late",
                }
            ]
        }
    )

    arrives_at: Instant
    reason: Reason


def shipment_read(
    row: ShipmentRow, visit_ids: list[str], *, has_contents: bool, is_alone: bool
) -> ShipmentRead:
    """
    A shipment as it is told; its contents to those who see all of them.

    Parameters
    ----------
    is_alone
        Whether its doses are numbered as if the batch had no others: to some sites it
        is not told how many others have.
    """
    batch, planned = row.batch, row.planned
    vials = [vial_read(each) for each in planned.vials]
    if is_alone:
        vials = _numbered(vials)
    return ShipmentRead(
        shipment_id=planned.shipment_id,
        batch_id=batch.batch_id,
        batch_state=batch.state,
        product_id=batch.product_id,
        product=batch.product,
        unit_id=batch.unit_id,
        unit=batch.unit,
        site_id=planned.site_id,
        site=planned.site,
        carrier=planned.carrier,
        departure_id=planned.departure_id,
        handover_at=planned.handover_at,
        last_handover_at=planned.last_handover_at,
        departs_at=planned.departs_at,
        arrives_at=planned.arrives_at,
        usable_at=planned.usable_at,
        expires_at=planned.expires_at,
        state=planned.state,
        dispatched_at=row.dispatched_at,
        expected_at=row.expected_at,
        arrived_at=row.arrived_at,
        received_at=row.received_at,
        rejected_at=row.rejected_at,
        visit_ids=visit_ids,
        content_mbq=exact(planned.content_kbq) if has_contents else None,
        vials=vials if has_contents else None,
    )


def _numbered(vials: list[VialRead]) -> list[VialRead]:
    """Vials with their doses numbered from 1, in the same order."""
    known = sorted({dose.position for vial in vials for dose in vial.doses})
    place = {position: number for number, position in enumerate(known, start=1)}
    return [
        vial.model_copy(
            update={
                "doses": [
                    dose.model_copy(update={"position": place[dose.position]})
                    for dose in vial.doses
                ]
            }
        )
        for vial in vials
    ]
