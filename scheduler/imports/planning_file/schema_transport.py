"""How products reach a site: lanes on demand, by timetable or by own vehicles."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import (
    Clock,
    DayMinutes,
    Number,
    WholeMinute,
)
from scheduler.imports.planning_file.schema_calendar import Calendar, DateRule
from solver.problem.base import Id, Name, Nok, Record

MaxPackages = Annotated[int, Field(ge=0, le=10_000)]
TransportIndex = Annotated[Number, Field(ge=0, le=1000)]
TravelMinutes = Annotated[int, Field(ge=1, le=7 * 24 * 60)]


class VehicleData(Record):
    """A vehicle that makes one tour at a time, on any lanes, and what it may carry."""

    id: Id
    name: Name
    max_packages: MaxPackages | None = None
    max_transport_index: TransportIndex | None = None


class OnDemand(Record):
    """A courier that may leave at any minute of its hours."""

    door_to_door_minutes: DayMinutes
    hours: Calendar = Field(description="When it may leave; the unit's local time.")


class TimetableRow(Record):
    """
    One weekly departure, by the clock of the unit.

    With a vehicle, ``round_trip_minutes`` says when it is back. Its limits hold as
    well as those of the row: the lower of both.
    """

    days: DateRule
    departs: Clock
    handover_minutes_before: DayMinutes = Field(
        description="Last hand-over, in minutes before the departure."
    )
    travel_minutes: TravelMinutes = Field(
        description="From departure to the site's door, elapsed time."
    )
    vehicle: Id | None = None
    round_trip_minutes: TravelMinutes | None = Field(
        default=None, description="From departure until the vehicle is back."
    )
    max_packages: MaxPackages | None = None
    max_transport_index: TransportIndex | None = None

    @model_validator(mode="after")
    def _vehicle_comes_back(self) -> Self:
        if (self.vehicle is None) != (self.round_trip_minutes is None):
            raise ValueError("vehicle and round_trip_minutes come together")
        if (
            self.round_trip_minutes is not None
            and self.round_trip_minutes < self.travel_minutes
        ):
            raise ValueError("round_trip_minutes is less than travel_minutes")
        return self


class Shuttle(Record):
    """
    Own vehicles that may leave every so many minutes of their hours.

    Each vehicle has a departure at the first minute of each span of the hours, and at
    every step after it inside the span; which of them are used is planned.
    """

    vehicles: Annotated[tuple[Id, ...], Field(min_length=1)]
    hours: Calendar = Field(description="When they may leave; the unit's local time.")
    every_minutes: Annotated[int, Field(ge=5, le=24 * 60)]
    travel_minutes: TravelMinutes = Field(
        description="From departure to the site's door, elapsed time."
    )
    round_trip_minutes: TravelMinutes = Field(
        description="From departure until the vehicle is back."
    )
    handover_minutes_before: DayMinutes = 0

    @model_validator(mode="after")
    def _comes_back(self) -> Self:
        if self.round_trip_minutes < self.travel_minutes:
            raise ValueError("round_trip_minutes is less than travel_minutes")
        if len(set(self.vehicles)) < len(self.vehicles):
            raise ValueError("a vehicle is listed twice")
        return self


class ExtraDeparture(Record):
    """One dated departure; it takes the place of a shuttle's at the same minute."""

    handover_at: WholeMinute
    departs_at: WholeMinute
    arrives_at: WholeMinute
    vehicle: Id | None = None
    returns_at: WholeMinute | None = Field(
        default=None, description="When the vehicle is back."
    )
    max_packages: MaxPackages | None = None
    max_transport_index: TransportIndex | None = None

    @model_validator(mode="after")
    def _times_follow(self) -> Self:
        if not self.handover_at <= self.departs_at < self.arrives_at:
            raise ValueError("hand-over, departure and arrival must follow in time")
        if (self.vehicle is None) != (self.returns_at is None):
            raise ValueError("vehicle and returns_at come together")
        if self.returns_at is not None and self.returns_at < self.arrives_at:
            raise ValueError("returns_at lies before arrives_at")
        return self


class LaneData(Record):
    """A way from one unit to one site: on demand, by timetable or by shuttle."""

    id: Id
    name: Name
    unit: Id
    site: Id
    receiving_minutes: DayMinutes = 0
    cost_nok: Nok = 0
    on_demand: OnDemand | None = None
    shuttle: Shuttle | None = None
    timetable: tuple[TimetableRow, ...] = ()
    extra_departures: tuple[ExtraDeparture, ...] = ()

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if (self.on_demand is not None) == bool(
            self.shuttle or self.timetable or self.extra_departures
        ):
            raise ValueError(
                "a lane is either on_demand or has departures "
                "(shuttle, timetable, extra_departures)"
            )
        return self
