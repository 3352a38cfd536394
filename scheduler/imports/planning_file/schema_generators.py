"""Generators whose eluates runs are made from (rule 6)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import (
    DayMinutes,
    Gbq,
    Hours,
    Share,
    WholeMinute,
)
from solver.problem.base import Id, Name, Record


class GeneratorData(Record):
    """
    A generator whose eluates runs are made from (rule 6).

    After more idle hours than ``discard_after_hours`` it is eluted once for the
    waste, ``regrowth_minutes`` before the elution of the run.
    """

    id: Id
    name: Name
    unit: Id
    parent: Name = Field(description="As in the nuclide table: 'Ge-68'.")
    daughter: Name = Field(description="As in the nuclide table: 'Ga-68'.")
    activity_gbq: Gbq = Field(description="Of the parent, at calibrated_at.")
    calibrated_at: WholeMinute
    branching_percent: Share | None = Field(
        default=None,
        description="Share of the parent's decays that lead to the daughter; the "
        "table's if left out.",
    )
    efficiency_percent: Share = Field(
        description="Share of the daughter on the column that is eluted."
    )
    spacing_minutes: DayMinutes = Field(
        description="Least minutes between two elutions, discarded ones included."
    )
    discard_after_hours: Hours | None = Field(
        default=None, description="Never discarded if left out."
    )
    regrowth_minutes: DayMinutes | None = None
    elutions_left: Annotated[int, Field(ge=0, le=10_000)]
    expires_at: WholeMinute = Field(description="Last minute of an elution.")
    last_elution_at: WholeMinute

    @model_validator(mode="after")
    def _discards_leave_time_to_grow(self) -> Self:
        if (self.discard_after_hours is None) != (self.regrowth_minutes is None):
            raise ValueError("discard_after_hours and regrowth_minutes come together")
        if self.regrowth_minutes is not None and self.regrowth_minutes < max(
            1, self.spacing_minutes
        ):
            raise ValueError("regrowth_minutes is at least spacing_minutes and 1")
        return self
