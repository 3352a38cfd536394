"""Batches as units are to make them."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.doses import VialRead, vial_read
from api.schemas.types import Ask, Day, Id, PathNumber, Told, exact, exact_gbq
from scheduler.production.demand_records import (
    BatchDemand,
    Certainty,
    ShipmentDemand,
)
from scheduler.production.records import BatchState
from scheduler.transport.records import ShipmentState

MOST_WITH_SLACK = 10
"""Batches of a page that is to say how late and how weak each may be."""


class BatchFilter(Ask):
    """Which batches of which plan; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    unit_id: Id | None = None
    from_date: Annotated[
        Day | None, Field(description="of the unit, at EOS or reference time, included")
    ] = None
    to_date: Annotated[
        Day | None, Field(description="of the unit, at EOS or reference time, included")
    ] = None
    version: Annotated[
        PathNumber | None,
        Field(description="a plan version; the plan in force if left out"),
    ] = None
    with_slack: Annotated[
        bool,
        Field(
            description="how late and how weak each may be: it takes a while, and a "
            f"page has at most {MOST_WITH_SLACK} then"
        ),
    ] = False


class DeadlinesRead(Told):
    """By when what has to be done, in the local time of the unit."""

    order_cutoff_at: datetime
    irradiation_at: datetime | None
    synthesis_at: datetime | None
    dispatch_at: Annotated[
        datetime | None, Field(description="first hand-over to a carrier")
    ]
    release_at: datetime
    expires_at: datetime | None


class SlackRead(Told):
    """How late, and how weak, a batch may be before the first dose is lost."""

    delay_min: Annotated[
        int | None,
        Field(description="negative: it is too late already; null: nobody is served"),
    ]
    lost_if_later: Annotated[
        list[int], Field(description="positions of the doses lost a minute later")
    ]
    least_permille: Annotated[
        int, Field(description="least share of what is planned that loses nobody")
    ]
    lost_if_less: Annotated[
        list[int], Field(description="positions of the doses lost with 1/1000 less")
    ]


class CertainRead(Told):
    """What doses take of a batch, by how sure it is that they are needed."""

    confirmed_gbq: float
    held_gbq: float
    forecast_gbq: float


class BatchSummary(Told):
    """One batch as its unit is to make it, in the unit's local time."""

    batch_id: str
    product_id: str
    product: str
    unit_id: str
    unit: str
    line: str | None
    generator_id: str | None
    is_run: Annotated[
        bool, Field(description="true: made, the reference time is EOS; false: bought")
    ]
    state: BatchState
    is_firm: bool
    reference_at: datetime
    activity_gbq: Annotated[
        float, Field(description="what there is to be at that time, sample included")
    ]
    measured_gbq: float | None
    capacity_gbq: float | None
    share_permille: Annotated[
        int | None, Field(description="how much of the capacity is used, rounded up")
    ]
    portions: int
    max_portions: int | None
    sample_gbq: float
    certain: CertainRead
    deadlines: DeadlinesRead
    slack: Annotated[
        SlackRead | None,
        Field(description="null: not asked for, or the batch is made already"),
    ]


class ShipmentOfBatchRead(Told):
    """What of a batch goes to one site; what happens there is in its local time."""

    shipment_id: str
    site_id: str
    site: str
    carrier: str
    departure_id: str | None
    handover_at: datetime
    last_handover_at: datetime
    departs_at: datetime
    arrives_at: datetime
    usable_at: datetime
    expires_at: datetime | None
    state: ShipmentState
    content_mbq: float
    vials: list[VialRead]


class BatchRead(BatchSummary):
    """A batch with its draw list: shipments, their vials, and the doses of each."""

    shipments: list[ShipmentOfBatchRead]


def batch_summary(batch: BatchDemand) -> BatchSummary:
    """A batch as lists have it."""
    measured, capacity = batch.measured_kbq, batch.capacity_kbq
    certain = batch.certain_kbq
    return BatchSummary(
        batch_id=batch.batch_id,
        product_id=batch.product_id,
        product=batch.product,
        unit_id=batch.unit_id,
        unit=batch.unit,
        line=batch.line,
        generator_id=batch.generator_id,
        is_run=batch.is_run,
        state=batch.state,
        is_firm=batch.is_firm,
        reference_at=batch.reference_at,
        activity_gbq=exact_gbq(batch.activity_kbq),
        measured_gbq=None if measured is None else exact_gbq(measured),
        capacity_gbq=None if capacity is None else exact_gbq(capacity),
        share_permille=batch.share_permille,
        portions=batch.portions,
        max_portions=batch.max_portions,
        sample_gbq=exact_gbq(batch.sample_kbq),
        certain=CertainRead(
            confirmed_gbq=exact_gbq(certain[Certainty.CONFIRMED]),
            held_gbq=exact_gbq(certain[Certainty.HELD]),
            forecast_gbq=exact_gbq(certain[Certainty.FORECAST]),
        ),
        deadlines=DeadlinesRead.model_validate(batch.deadlines),
        slack=None if batch.slack is None else SlackRead.model_validate(batch.slack),
    )


def batch_read(batch: BatchDemand) -> BatchRead:
    """A batch with its draw list."""
    shipments = [_shipment_read(each) for each in batch.shipments]
    return BatchRead(**dict(batch_summary(batch)), shipments=shipments)


def _shipment_read(shipment: ShipmentDemand) -> ShipmentOfBatchRead:
    return ShipmentOfBatchRead(
        shipment_id=shipment.shipment_id,
        site_id=shipment.site_id,
        site=shipment.site,
        carrier=shipment.carrier,
        departure_id=shipment.departure_id,
        handover_at=shipment.handover_at,
        last_handover_at=shipment.last_handover_at,
        departs_at=shipment.departs_at,
        arrives_at=shipment.arrives_at,
        usable_at=shipment.usable_at,
        expires_at=shipment.expires_at,
        state=shipment.state,
        content_mbq=exact(shipment.content_kbq),
        vials=[vial_read(each) for each in shipment.vials],
    )
