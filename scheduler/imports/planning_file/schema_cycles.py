"""A course of therapy: several cycles of one visit definition, written once."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from scheduler.imports.planning_file.base import Day
from scheduler.imports.planning_file.schema_gates import CycleResultData
from solver.problem.base import Id, Record
from solver.problem.demand import PriorityClass

MOST_CYCLES = 99

CourseId = Annotated[str, StringConstraints(min_length=1, max_length=110)]
CycleNumber = Annotated[int, Field(ge=1, le=MOST_CYCLES)]


class CyclesData(Record):
    """
    The cycles of a course that are still to be given, one visit each.

    Their visits are called ``{id}/{number}`` and can be referred to as such. Each
    follows the one before at the interval of the definition's window, which is an
    ``interval`` or ``after_previous``. The first lies between ``earliest_date`` and
    ``latest_date``, or else at the interval after the participant's previous actual
    dose; its ``cohort`` is for cycle 1 alone, and waiting for it began at
    ``asked_on``.
    """

    id: CourseId
    definition: Id
    first_cycle: CycleNumber = 1
    last_cycle: CycleNumber
    earliest_date: Day | None = None
    latest_date: Day | None = Field(default=None, description="Included.")
    priority: PriorityClass | None = Field(
        default=None, description="The definition's if left out."
    )
    cohort: Id | None = None
    asked_on: Day | None = None
    results: tuple[CycleResultData, ...] = Field(
        default=(), description="What is known of the gates, cycle by cycle."
    )

    @model_validator(mode="after")
    def _is_a_course(self) -> Self:
        if self.last_cycle < self.first_cycle:
            raise ValueError("last_cycle is less than first_cycle")
        if (self.earliest_date is None) != (self.latest_date is None):
            raise ValueError("earliest_date and latest_date come together")
        if (
            self.earliest_date is not None
            and self.latest_date is not None
            and self.latest_date < self.earliest_date
        ):
            raise ValueError("latest_date lies before earliest_date")
        if self.cohort is not None and self.first_cycle != 1:
            raise ValueError("cohort is for cycle 1, which is not among these")
        for each in self.results:
            if not self.first_cycle <= each.cycle <= self.last_cycle:
                raise ValueError(f"results: cycle {each.cycle} is not among these")
        return self
