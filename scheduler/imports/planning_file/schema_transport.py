"""How products reach a site: lanes on demand or by timetable."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Clock, DayMinutes, WholeMinute
from scheduler.imports.planning_file.schema_calendar import Calendar, DateRule
from solver.problem.base import Id, Name, Nok, Record


class OnDemand(Record):
    """A courier that may leave at any minute of its hours."""

    door_to_door_minutes: DayMinutes
    hours: Calendar = Field(description="When it may leave; the unit's local time.")


class TimetableRow(Record):
    """One weekly departure, by the clock of the unit."""

    days: DateRule
    departs: Clock
    handover_minutes_before: DayMinutes = Field(
        description="Last hand-over, in minutes before the departure."
    )
    travel_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] = Field(
        description="From departure to the site's door, elapsed time."
    )


class ExtraDeparture(Record):
    """One dated departure."""

    handover_at: WholeMinute
    departs_at: WholeMinute
    arrives_at: WholeMinute

    @model_validator(mode="after")
    def _times_follow(self) -> Self:
        if not self.handover_at <= self.departs_at < self.arrives_at:
            raise ValueError("hand-over, departure and arrival must follow in time")
        return self


class LaneData(Record):
    """A way from one unit to one site: on demand, or by timetable."""

    id: Id
    name: Name
    unit: Id
    site: Id
    receiving_minutes: DayMinutes = 0
    cost_nok: Nok = 0
    on_demand: OnDemand | None = None
    timetable: tuple[TimetableRow, ...] = ()
    extra_departures: tuple[ExtraDeparture, ...] = ()

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if (self.on_demand is not None) == bool(
            self.timetable or self.extra_departures
        ):
            raise ValueError(
                "a lane is either on_demand or has departures "
                "(timetable, extra_departures)"
            )
        return self
