"""Offers of bought products: dates, deadlines and what is placed already (rule 8)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Clock, Day
from scheduler.imports.planning_file.schema_calendar import (
    CalendarTime,
    DateRule,
    LeadTime,
)
from solver.problem.base import Id, Nok, Record


class PlacedPortions(Record):
    """What has been ordered already for one reference date, and may be changed."""

    reference_date: Day
    portions: Annotated[int, Field(ge=1, le=10_000)]


class SupplyData(Record):
    """
    A bought product: one order may be placed for each reference date.

    Orders are called ``{id}@{date}``, or ``{unit}/{product}/{date}`` without an
    ``id``; a product that a unit offers more than once needs it.
    """

    id: Id | None = None
    product: Id
    unit: Id
    reference_dates: DateRule = Field(description="Dates of the reference time.")
    reference_clock: Clock = Field(
        description="Local clock time of the reference, '12:00', in the unit's zone."
    )
    ready: CalendarTime = Field(
        description="When the unit hands it over, counted back from the date."
    )
    cutoff: LeadTime = Field(description="When the order closes.")
    max_portions: Annotated[int, Field(ge=1, le=10_000)]
    cost_nok: Nok = 0
    cost_per_portion_nok: Nok = 0
    free_cancellation: LeadTime | None = Field(
        default=None,
        description="Until when cancelling costs nothing; it never costs if left out.",
    )
    cancel_cost_per_portion_nok: Nok = 0
    placed: tuple[PlacedPortions, ...] = ()

    @model_validator(mode="after")
    def _cancelling_is_told_whole(self) -> Self:
        if self.free_cancellation is None and self.cancel_cost_per_portion_nok:
            raise ValueError("cancel_cost_per_portion_nok needs free_cancellation")
        return self
