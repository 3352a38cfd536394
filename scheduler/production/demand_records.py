"""What a production unit is asked for: batches, shipments, vials, doses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.production.records import BatchState
from scheduler.transport.records import ShipmentState


class Certainty(StrEnum):
    """
    How sure it is that a dose is needed.

    ``confirmed`` was agreed with somebody, or has happened; ``held`` is reserved until
    it lapses; ``forecast`` is planned, and nobody was told yet.
    """

    CONFIRMED = "confirmed"
    HELD = "held"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseDemand:
    """
    One dose to be drawn, in the local time of the site.

    Parameters
    ----------
    position
        Its place among the doses of the batch, from 1, by time: what production calls
        it.
    visit_id
        The code of the visit, only where the dose is dispensed for it.
    injection_at
        The minute it is drawn for.
    draw_kbq, draw_ul
        What to draw, as of that minute [kBq], and the volume that holds it [µL].
    demand_kbq
        What it takes from its vials, at the reference time [kBq].
    """

    position: int
    visit_id: str | None
    site_id: str
    injection_at: datetime
    draw_kbq: int
    draw_ul: int | None
    demand_kbq: int
    usable_from_at: datetime
    usable_until_at: datetime
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class VialDemand:
    """
    A vial or syringe to be filled, and what becomes of its content.

    All activities are at the reference time [kBq]:
    ``content = drawn + residual + rest``.

    Parameters
    ----------
    content_kbq, volume_ul
        What is to be filled, or what was measured.
    drawn_kbq
        What its doses take.
    residual_kbq
        What stays in its dead volume.
    rest_kbq
        What is left over.
    """

    vial_id: str
    content_kbq: int
    volume_ul: int | None
    is_measured: bool
    drawn_kbq: int
    residual_kbq: int
    rest_kbq: int
    doses: tuple[DoseDemand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentDemand:
    """
    What goes to one site with one departure.

    Parameters
    ----------
    last_handover_at
        When the carrier takes it at the latest; on demand, when it is planned to.
    expires_at
        Local time of the site by which the last injection ends; ``None``: no limit.
    """

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
    content_kbq: int
    vials: tuple[VialDemand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """
    By when what has to be done, in the local time of the unit.

    Parameters
    ----------
    order_cutoff_at
        When nothing can be added any more.
    irradiation_at, synthesis_at
        When they begin; ``None`` where there is none.
    dispatch_at
        First hand-over to a carrier.
    expires_at
        When the first of its shipments expires; ``None``: none does.
    """

    order_cutoff_at: datetime
    irradiation_at: datetime | None
    synthesis_at: datetime | None
    dispatch_at: datetime | None
    release_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """
    How late, and how weak, a batch may be before the first dose is lost.

    Parameters
    ----------
    delay_min
        How much later its beam may start, or all that follows it [min]; negative: it
        is too late already; ``None``: nobody is served.
    lost_if_later
        Doses lost with one minute more, by position.
    least_permille
        The least share of what is planned with which nobody is lost [1/1000].
    lost_if_less
        Doses lost with one thousandth less.
    """

    delay_min: int | None
    lost_if_later: tuple[int, ...]
    least_permille: int
    lost_if_less: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDemand:
    """
    One batch as its unit is to make it, in the unit's local time.

    Parameters
    ----------
    line, generator_id
        On what it is made; ``None`` for an order of a bought product.
    reference_at, reference_utc
        EOS of a run, reference time of an order.
    is_run
        Whether it is made, so that the reference time is EOS.
    activity_kbq
        What there is to be at that time [kBq], sample included.
    capacity_kbq, share_permille
        The most there can be, and how much of it is used, rounded up [1/1000];
        ``None`` for orders: they are limited by portions.
    max_portions
        Most portions of an order.
    sample_kbq
        What quality control uses up of it [kBq].
    certain_kbq
        What doses take of it, by their certainty [kBq].
    slack
        ``None`` for what is released already, and where it was not asked for.
    """

    batch_id: str
    product_id: str
    product: str
    unit_id: str
    unit: str
    line: str | None
    generator_id: str | None
    is_run: bool
    state: BatchState
    is_firm: bool
    reference_at: datetime
    reference_utc: datetime
    activity_kbq: int
    measured_kbq: int | None
    capacity_kbq: int | None
    share_permille: int | None
    portions: int
    max_portions: int | None
    sample_kbq: int
    certain_kbq: Mapping[Certainty, int]
    deadlines: Deadlines
    shipments: tuple[ShipmentDemand, ...]
    slack: Slack | None

    @property
    def doses(self) -> tuple[DoseDemand, ...]:
        """Its doses, each of them once, by position."""
        found = {
            dose.position: dose
            for shipment in self.shipments
            for vial in shipment.vials
            for dose in vial.doses
        }
        return tuple(found[position] for position in sorted(found))
