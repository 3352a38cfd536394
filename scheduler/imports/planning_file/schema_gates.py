"""What gates a visit: required results, their validity and their status."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Hours, WholeMinute
from scheduler.imports.planning_file.schema_calendar import CalendarTime
from solver.problem.base import Name, Record
from solver.problem.demand import GateStatus

_MINUTES_PER_DAY = 24 * 60


class GateRule(Record):
    """
    A result that a visit needs (rule 12), with the times a protocol gives it.

    The result is valid for ``valid_days`` (local dates of the site: taken on the 1st
    and valid 14 days, to the end of the 15th) or for ``valid_hours`` (elapsed).

    ``taken`` and ``due`` say, for visits that have no result yet, when the sample is
    taken and the result is there: local clocks on calendar days before the visit's
    nominal day. That is, in this order, the day it is committed to; its
    ``earliest_date``; its anchor date plus ``day``; or the interval's ``days`` (else
    ``min_days``) after the nominal day of the visit it follows, or after the previous
    actual dose.
    """

    name: Name
    valid_days: Annotated[int, Field(ge=0, le=366)] | None = None
    valid_hours: Hours | None = None
    taken: CalendarTime | None = None
    due: CalendarTime | None = None
    may_order_at_risk: bool = Field(
        default=False,
        description="A dose may be ordered while the result is pending.",
    )

    @model_validator(mode="after")
    def _is_valid_that_day(self) -> Self:
        if (self.valid_days is None) == (self.valid_hours is None):
            raise ValueError("give either valid_days or valid_hours")
        if (self.taken is None) != (self.due is None):
            raise ValueError("taken and due come together")
        if self.taken is None or self.due is None:
            return self
        if _before(self.due) > _before(self.taken):
            raise ValueError("due lies before taken")
        days, hours = self.valid_days, self.valid_hours
        if (days is not None and days < self.taken.days_before) or (
            hours is not None and hours * 60 <= _before(self.taken)
        ):
            raise ValueError("a sample taken then is not valid on the day any more")
        return self


class ResultData(Record):
    """
    What is known of a gate of one visit; it replaces the rule's ``taken`` and ``due``.

    ``taken_at`` is when the sample is or was taken. ``due_at`` is for pending results.
    """

    gate: Name
    status: GateStatus
    taken_at: WholeMinute
    due_at: WholeMinute | None = None

    @model_validator(mode="after")
    def _pending_is_due(self) -> Self:
        if (self.status is GateStatus.PENDING) != (self.due_at is not None):
            raise ValueError("due_at is for pending results, and they need it")
        if self.due_at is not None and self.due_at < self.taken_at:
            raise ValueError("due_at lies before taken_at")
        return self


class CycleResultData(ResultData):
    """A result of one cycle of a course."""

    cycle: Annotated[int, Field(ge=1, le=99)]


def _before(time: CalendarTime) -> int:
    """Minutes from a local clock to the midnight that begins the day itself."""
    hours, minutes = map(int, time.at.split(":"))
    return time.days_before * _MINUTES_PER_DAY - hours * 60 - minutes
