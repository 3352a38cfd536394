"""Who asks for a dose: participants of trials, and clinical claims."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import (
    Day,
    DayMinutes,
    Mbq,
    Number,
    Percent,
    Span,
    WholeMinute,
)
from scheduler.imports.planning_file.schema_calendar import Block
from scheduler.imports.planning_file.schema_cycles import CyclesData
from scheduler.imports.planning_file.schema_gates import ResultData
from scheduler.imports.planning_file.schema_histories import BaselineData, ExposureData
from solver.problem.base import Id, Name, Record
from solver.problem.demand import PriorityClass

WeightKg = Annotated[Number, Field(ge=2, le=350)]


class VisitData(Record):
    """One visit of a participant; its dates override the definition's window."""

    id: Id
    definition: Id
    follows: Id | None = Field(
        default=None, description="The visit of this participant that comes before."
    )
    earliest_date: Day | None = None
    latest_date: Day | None = Field(default=None, description="Included.")
    priority: PriorityClass | None = Field(
        default=None, description="The definition's if left out."
    )
    needs: Id | None = Field(
        default=None,
        description="The visit of this participant without which it is not served.",
    )
    cohort: Id | None = Field(
        default=None, description="The dose level of which it is a first dose."
    )
    asked_on: Day | None = Field(
        default=None, description="When waiting began; the window's start if left out."
    )
    results: tuple[ResultData, ...] = Field(
        default=(), description="What is known of the definition's gates."
    )

    @model_validator(mode="after")
    def _dates_come_together(self) -> Self:
        if (self.earliest_date is None) != (self.latest_date is None):
            raise ValueError("earliest_date and latest_date come together")
        if (
            self.earliest_date is not None
            and self.latest_date is not None
            and self.latest_date < self.earliest_date
        ):
            raise ValueError("latest_date lies before earliest_date")
        return self


class ParticipantData(Record):
    """
    A participant, by a random code that says nothing about the person.

    The previous actual dose is given by its instant or by its local date.
    """

    id: Id = Field(description="A random code.")
    trial: Id
    site: Id
    weight_kg: WeightKg | None = None
    weighed_on: Day | None = None
    arm: Id | None = Field(default=None, description="The arm of the trial.")
    dose_level: Name | None = None
    anchor_date: Day | None = None
    previous_dose_date: Day | None = None
    previous_dose_at: WholeMinute | None = None
    unavailable: tuple[Block, ...] = ()
    extra_minutes: DayMinutes = Field(
        default=0, description="Extra scanner minutes: mobility, anaesthesia."
    )
    consented: bool
    exposures: tuple[ExposureData, ...] = ()
    baselines: tuple[BaselineData, ...] = ()
    visits: tuple[VisitData, ...] = ()
    cycles: tuple[CyclesData, ...] = ()

    @model_validator(mode="after")
    def _weight_has_its_date(self) -> Self:
        if (self.weight_kg is None) != (self.weighed_on is None):
            raise ValueError("weight_kg and weighed_on come together")
        return self

    @model_validator(mode="after")
    def _previous_dose_is_given_once(self) -> Self:
        if self.previous_dose_date is not None and self.previous_dose_at is not None:
            raise ValueError("give either previous_dose_date or previous_dose_at")
        return self

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.visits and not self.cycles:
            raise ValueError("give visits, cycles, or both")
        return self


class ClaimData(Record):
    """An anonymous clinical claim on a dose, a place and a scanner."""

    id: Id
    product: Id
    site: Id
    procedure: Id
    activity_mbq: Mbq
    scan_minutes: DayMinutes = 0
    tolerance_percent: Percent = Decimal(10)
    start_at: WholeMinute = Field(description="First minute of the injection.")
    end_at: WholeMinute = Field(description="The injection lies before it.")
    time_of_day: tuple[Span, ...] = ()
    preferred_time_of_day: tuple[Span, ...] = ()
    priority: PriorityClass = PriorityClass.OTHER

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.end_at <= self.start_at:
            raise ValueError("end_at is not after start_at")
        return self
