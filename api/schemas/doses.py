"""Doses and the vials they are drawn from; measurements of them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field, WithJsonSchema

from api.schemas.types import Ask, Instant, Quantity, Reason, Told, exact
from scheduler.production.demand_records import Certainty, DoseDemand, VialDemand

_LEAST_MBQ, _MOST_MBQ = Decimal("0.001"), 10**9
_LEAST_GBQ, _MOST_GBQ = Decimal("0.000001"), 10**6
_UL_PER_ML = 1000

MeasuredMbq = Annotated[
    Quantity,
    Field(ge=_LEAST_MBQ, le=_MOST_MBQ),
    WithJsonSchema({"type": "number", "minimum": 0.001, "maximum": _MOST_MBQ}),
]
MeasuredGbq = Annotated[
    Quantity,
    Field(ge=_LEAST_GBQ, le=_MOST_GBQ),
    WithJsonSchema({"type": "number", "minimum": 0.000001, "maximum": _MOST_GBQ}),
]


class DoseRead(Told):
    """One dose to be drawn, in the local time of the site."""

    position: Annotated[
        int,
        Field(
            description="place among the doses of its batch, by time, from 1; with a "
            "key for some sites, among those of its shipment"
        ),
    ]
    visit_id: Annotated[
        str | None, Field(description="only where the dose is dispensed for the visit")
    ]
    site_id: str
    injection_at: datetime
    draw_mbq: Annotated[float, Field(description="as of the injection")]
    draw_ml: float | None
    demand_mbq: Annotated[
        float, Field(description="what it takes, at the reference time of its batch")
    ]
    usable_from_at: datetime
    usable_until_at: datetime
    certainty: Certainty


class VialRead(Told):
    """
    A vial or syringe to be filled, at the reference time of its batch.

    What is in it is what is drawn, what stays in its dead volume, and a rest.
    """

    vial_id: str
    content_mbq: float
    volume_ml: float | None
    is_measured: bool
    drawn_mbq: float
    residual_mbq: float
    rest_mbq: float
    doses: list[DoseRead]


class Measurement(Ask):
    """A vial was measured: before anything was drawn from it, or with what was."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"activity_mbq": 4200.5, "measured_at": "2026-09-15T07:05+02:00"}
            ]
        }
    )

    activity_mbq: MeasuredMbq
    measured_at: Instant
    reason: Annotated[
        Reason | None, Field(description="needed to replace another measurement")
    ] = None


def vial_read(vial: VialDemand) -> VialRead:
    """A vial as it is told."""
    return VialRead(
        vial_id=vial.vial_id,
        content_mbq=exact(vial.content_kbq),
        volume_ml=_ml(vial.volume_ul),
        is_measured=vial.is_measured,
        drawn_mbq=exact(vial.drawn_kbq),
        residual_mbq=exact(vial.residual_kbq),
        rest_mbq=exact(vial.rest_kbq),
        doses=[_dose_read(each) for each in vial.doses],
    )


def _dose_read(dose: DoseDemand) -> DoseRead:
    return DoseRead(
        position=dose.position,
        visit_id=dose.visit_id,
        site_id=dose.site_id,
        injection_at=dose.injection_at,
        draw_mbq=exact(dose.draw_kbq),
        draw_ml=_ml(dose.draw_ul),
        demand_mbq=exact(dose.demand_kbq),
        usable_from_at=dose.usable_from_at,
        usable_until_at=dose.usable_until_at,
        certainty=dose.certainty,
    )


def _ml(microliters: int | None) -> float | None:
    return None if microliters is None else microliters / _UL_PER_ML
