"""Doses that were given: the record made at the scanner, and how far off it was."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, JsonValue

from api.schemas.types import Ask, Day, Id, Instant, Quantity, Reason, Told, exact
from scheduler.bookings.administering import Given
from scheduler.bookings.given import PlannedAndGiven
from scheduler.bookings.records import DoseRecord

_MOST_MBQ = 1_000_000

_EXAMPLE: dict[str, JsonValue] = {
    "assay_mbq": 300.5,
    "assayed_at": "2026-09-15T09:20+02:00",
    "injected_at": "2026-09-15T09:30+02:00",
    "residual_mbq": 4.1,
    "residual_at": "2026-09-15T09:40+02:00",
}


class AdministrationAsked(Ask):
    """What was given to a participant."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    assay_mbq: Annotated[
        Quantity, Field(gt=0, le=_MOST_MBQ, description="activity drawn")
    ]
    assayed_at: Instant
    injected_at: Instant
    residual_mbq: Annotated[
        Annotated[Quantity, Field(ge=0, le=_MOST_MBQ)] | None,
        Field(description="left in syringe and line, if it was measured"),
    ] = None
    residual_at: Instant | None = None
    scanner_id: Annotated[
        Id | None, Field(description="if it is not the one planned")
    ] = None
    scan_started_at: Instant | None = None
    vial_id: Annotated[Id | None, Field(description="if it is not the one planned")] = (
        None
    )
    reason: Annotated[
        Reason | None, Field(description="why it was more than a fifth off its target")
    ] = None


class CorrectionAsked(AdministrationAsked):
    """The whole record as it should have been, and why it is corrected."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [_EXAMPLE | {"reason": "misread the assay"}]}
    )

    reason: Reason


class GivenRead(Told):
    """A dose that was given, compared with the plan."""

    visit_id: str
    net_mbq: float
    target_mbq: float
    deviation_percent: Annotated[
        float, Field(description="of the target, away from zero to the tenth")
    ]
    is_within: Annotated[bool, Field(description="the tolerance of the protocol")]
    late_min: Annotated[
        int, Field(description="after the planned injection; negative before it")
    ]
    warnings: Annotated[list[str], Field(description="what is out of bounds")]
    broken: Annotated[
        list[str], Field(description="visits of yours that cannot stay as things went")
    ]


class AdministrationFilter(Ask):
    """Which doses; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    site_id: Id | None = None
    trial_id: Id | None = None
    from_date: Annotated[Day | None, Field(description="of the site, included")] = None
    to_date: Annotated[Day | None, Field(description="of the site, included")] = None


class AdministrationRead(Told):
    """One dose as it was planned and as it was given; times are local to the site."""

    visit_id: str
    planned_at: datetime
    injected_at: datetime
    late_min: int
    target_mbq: float
    net_mbq: float
    is_within: bool
    waiting_days: Annotated[int, Field(description="from request to injection")]


class OutcomesFilter(Ask):
    """Which visits; what is left out does not matter."""

    model_config = ConfigDict(extra="ignore")

    site_id: Id | None = None
    trial_id: Id | None = None


class OutcomesRead(Told):
    """Visits that have ended, in sum: those of yours; null where there are none."""

    doses: int
    median_late_min: float | None
    earliest_min: int | None
    latest_min: int | None
    target_mbq: float
    net_mbq: float
    within_tolerance: int
    mean_waiting_days: float | None
    no_shows: int
    cancelled: int
    cancellation_nok: int


def record_of(body: AdministrationAsked) -> DoseRecord:
    """The record as the use case takes it."""
    return DoseRecord(
        assay_mbq=body.assay_mbq,
        assayed_at=body.assayed_at,
        injected_at=body.injected_at,
        residual_mbq=body.residual_mbq,
        residual_at=body.residual_at,
        scanner_id=body.scanner_id,
        scan_started_at=body.scan_started_at,
        vial_id=body.vial_id,
        reason=body.reason,
    )


def given_read(given: Given, broken: list[str]) -> GivenRead:
    """A dose as it is told; of what is broken, what is theirs."""
    return GivenRead(
        visit_id=given.visit_id,
        net_mbq=exact(given.dose.net_kbq),
        target_mbq=exact(given.dose.target_kbq),
        deviation_percent=given.dose.permille / 10,
        is_within=given.dose.is_within,
        late_min=given.late_min,
        warnings=list(given.warnings),
        broken=broken,
    )


def administration_read(dose: PlannedAndGiven, clock: ZoneInfo) -> AdministrationRead:
    """A dose in a list, by a clock."""
    return AdministrationRead(
        visit_id=dose.visit_id,
        planned_at=dose.planned_at.astimezone(clock),
        injected_at=dose.injected_at.astimezone(clock),
        late_min=dose.late_min,
        target_mbq=dose.target_mbq,
        net_mbq=dose.net_mbq,
        is_within=dose.is_within,
        waiting_days=dose.waiting_days,
    )
