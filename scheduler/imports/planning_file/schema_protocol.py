"""What trials ask for: prescriptions, windows, visit definitions."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import (
    DayMinutes,
    Mbq,
    Number,
    Percent,
    Span,
)
from scheduler.imports.planning_file.schema_gates import GateRule
from scheduler.imports.planning_file.schema_histories import CohortData, SeriesRule
from solver.problem.base import Id, Name, Record
from solver.problem.demand import PriorityClass


class FixedActivity(Record):
    """A fixed activity."""

    kind: Literal["fixed"]
    activity_mbq: Mbq


class PerKilogram(Record):
    """
    An activity per kilogram of the participant, with an optional cap.

    ``weight_valid_days`` refuses a weight older than that many days at ``as_of``.
    """

    kind: Literal["per_kg"]
    mbq_per_kg: Annotated[Number, Field(gt=0, le=100_000)]
    cap_mbq: Mbq | None = None
    weight_valid_days: Annotated[int, Field(ge=0, le=800)] | None = None


class Range(Record):
    """A range with a named target; it narrows the tolerance."""

    kind: Literal["range"]
    min_mbq: Mbq
    target_mbq: Mbq
    max_mbq: Mbq

    @model_validator(mode="after")
    def _target_is_inside(self) -> Self:
        if not self.min_mbq <= self.target_mbq <= self.max_mbq:
            raise ValueError("target_mbq does not lie between min_mbq and max_mbq")
        return self


class DoseLevel(Record):
    """The participant's dose level, looked up in a table of the trial."""

    kind: Literal["dose_level"]
    table: Name


Prescription = Annotated[
    FixedActivity | PerKilogram | Range | DoseLevel, Field(discriminator="kind")
]


class AlternativeData(Record):
    """One of the activities a protocol allows, with its scan minutes."""

    prescription: Prescription
    scan_minutes: DayMinutes = 0


class AnchorWindow(Record):
    """Local dates around the participant's anchor date, both ends included."""

    kind: Literal["anchor"]
    day: Annotated[int, Field(ge=0, le=800)]
    minus_days: Annotated[int, Field(ge=0, le=400)]
    plus_days: Annotated[int, Field(ge=0, le=400)]


class AfterPrevious(Record):
    """
    Days after the previous actual dose, both ends included.

    Counted from the visit that ``follows`` names, else from the participant's
    ``previous_dose_at`` or ``previous_dose_date``.
    """

    kind: Literal["after_previous"]
    min_days: Annotated[int, Field(ge=0, le=800)]
    max_days: Annotated[int, Field(ge=0, le=800)]

    @model_validator(mode="after")
    def _days_are_a_range(self) -> Self:
        if self.max_days < self.min_days:
            raise ValueError("max_days is less than min_days")
        return self


class IntervalWindow(Record):
    """
    A cycle of so many days after the previous actual dose, with a tolerance.

    As ``after_previous`` from ``days - minus_days`` to ``days + plus_days``; ``days``
    is the nominal interval, which the times of gates count from.
    """

    kind: Literal["interval"]
    days: Annotated[int, Field(ge=1, le=400)]
    minus_days: Annotated[int, Field(ge=0, le=400)]
    plus_days: Annotated[int, Field(ge=0, le=400)]

    @model_validator(mode="after")
    def _is_not_before_the_previous(self) -> Self:
        if self.minus_days > self.days:
            raise ValueError("minus_days is more than days")
        return self


class GivenDates(Record):
    """Each visit gives its own ``earliest_date`` and ``latest_date``."""

    kind: Literal["dates"]


Window = Annotated[
    AnchorWindow | AfterPrevious | IntervalWindow | GivenDates,
    Field(discriminator="kind"),
]


class VisitDefinition(Record):
    """A visit of a protocol."""

    id: Id
    procedure: Id
    product: Id
    alternatives: Annotated[tuple[AlternativeData, ...], Field(min_length=1)]
    window: Window
    tolerance_percent: Percent = Field(
        default=Decimal(10),
        description="Execution tolerance around the target, in steps of 0.1 %.",
    )
    time_of_day: tuple[Span, ...] = Field(
        default=(),
        description="Local clock times of the injection (fasting); empty: any.",
    )
    preferred_time_of_day: tuple[Span, ...] = Field(
        default=(), description="Preferred clock times of the injection; never binding."
    )
    priority: PriorityClass = PriorityClass.OTHER
    gates: tuple[GateRule, ...] = Field(
        default=(), description="Results that must be there, and valid."
    )
    series: Id | None = Field(
        default=None, description="The trial's series the scans belong to."
    )


class ArmData(Record):
    """An arm of a trial: which visits of the protocol its participants have."""

    id: Id
    name: Name
    visits: tuple[Id, ...] = Field(
        description="Visit definitions of the trial, in their order."
    )


class TrialData(Record):
    """A trial: its active sites, dose tables and levels, series, arms and visits."""

    id: Id
    name: Name
    active_sites: tuple[Id, ...]
    dose_tables: dict[Name, dict[Name, Mbq]] = Field(
        default={}, description="Activity in MBq per dose level, by name of table."
    )
    series: tuple[SeriesRule, ...] = ()
    cohorts: tuple[CohortData, ...] = ()
    arms: tuple[ArmData, ...] = ()
    visit_definitions: tuple[VisitDefinition, ...] = ()
