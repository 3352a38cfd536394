"""Departures: timetables, dated ones, and own vehicles on a grid of minutes."""

from datetime import date
from typing import NamedTuple

from scheduler.imports.planning_file.calendars import (
    counts,
    days_between,
    hours_on,
    span_minutes,
)
from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.local_time import LocalTimeError, Twice
from scheduler.imports.planning_file.quantities import available_thousandths
from scheduler.imports.planning_file.schema_production import UnitData
from scheduler.imports.planning_file.schema_transport import (
    ExtraDeparture,
    LaneData,
    Shuttle,
    TimetableRow,
    VehicleData,
)
from scheduler.imports.planning_file.spans import Spans, union
from solver.problem.transport import Departure


class _Tour(NamedTuple):
    """A departure in minutes, and what it may carry."""

    handover_min: int
    departs_min: int
    arrives_min: int
    vehicle_id: str | None = None
    returns_min: int | None = None
    max_packages: int | None = None
    max_ti_milli: int | None = None


def departures(context: Context) -> list[Departure]:
    """All departures before the horizon's end, by lane and time."""
    found: list[Departure] = []
    for lane in context.file.lanes:
        unit = context.units.get(lane.unit)
        if unit is not None:
            of_lane = _Lane(context, lane, unit).departures()
            found += sorted(of_lane, key=lambda each: (each.departs_min, each.id))
    return found


class _Lane:
    """The departures of one lane."""

    def __init__(self, context: Context, lane: LaneData, unit: UnitData) -> None:
        self.context = context
        self.lane = lane
        self.unit = unit
        self.place = f"lanes[{lane.id}]"
        self.days = context.production_days(unit.zone)
        self.vehicles = by_id(context.file.vehicles)

    def departures(self) -> list[Departure]:
        extra = [
            made
            for position, each in enumerate(self.lane.extra_departures)
            for made in self._extra(each, f"{self.place}.extra_departures[{position}]")
        ]
        timetabled = [
            made
            for position, row in enumerate(self.lane.timetable)
            for day in days_between(*self.days)
            if counts(row.days, day)
            for made in self._row(row, day, f"{self.place}.timetable[{position}]")
        ]
        replaced = {each.id for each in extra}
        return [
            *extra,
            *timetabled,
            *(each for each in self._shuttle() if each.id not in replaced),
        ]

    def _row(self, row: TimetableRow, day: date, place: str) -> list[Departure]:
        try:
            departs = self.context.axis.clock(
                day, row.departs, self.unit.zone, Twice.REFUSED
            )
        except LocalTimeError as error:
            self.context.refuse(f"{place}.departs", str(error))
            return []
        if departs >= self.context.horizon_min:
            return []
        stamp = f"{day}T{row.departs.replace(':', '')}"
        back = row.round_trip_minutes
        tour = _Tour(
            handover_min=departs - row.handover_minutes_before,
            departs_min=departs,
            arrives_min=departs + row.travel_minutes,
            vehicle_id=row.vehicle,
            returns_min=None if back is None else departs + back,
            **self._limits(row),
        )
        return self._departure(tour, stamp, place)

    def _extra(self, extra: ExtraDeparture, place: str) -> list[Departure]:
        minute = self.context.axis.minute
        departs = minute(extra.departs_at)
        back = extra.returns_at
        tour = _Tour(
            handover_min=minute(extra.handover_at),
            departs_min=departs,
            arrives_min=minute(extra.arrives_at),
            vehicle_id=extra.vehicle,
            returns_min=None if back is None else minute(back),
            **self._limits(extra),
        )
        return self._departure(tour, self._stamp(departs), place)

    def _shuttle(self) -> list[Departure]:
        """Whoever leaves before now does so with what is on its way already."""
        shuttle = self.lane.shuttle
        if shuttle is None:
            return []
        place = f"{self.place}.shuttle"
        as_of = self.context.axis.minute(self.context.file.as_of)
        found: list[Departure] = []
        for departs in self._grid(shuttle, f"{place}.hours"):
            stamp = self._stamp(departs)
            handover = departs - shuttle.handover_minutes_before
            for name in shuttle.vehicles:
                is_used = self._id(stamp, name) in self.context.departures_used
                if name not in self.vehicles or (handover < as_of and not is_used):
                    continue
                tour = _Tour(
                    handover_min=handover,
                    departs_min=departs,
                    arrives_min=departs + shuttle.travel_minutes,
                    vehicle_id=name,
                    returns_min=departs + shuttle.round_trip_minutes,
                    **_limits(self.vehicles[name]),
                )
                found += self._departure(tour, stamp, place)
        return found

    def _grid(self, shuttle: Shuttle, place: str) -> list[int]:
        """Every step of every span before the horizon's end, each date by itself."""
        minutes: set[int] = set()
        for day in days_between(*self.days):
            for start, end in self._spans(shuttle, day, place):
                last = min(end, self.context.horizon_min)
                minutes.update(range(start, last, shuttle.every_minutes))
        return sorted(minutes)

    def _spans(self, shuttle: Shuttle, day: date, place: str) -> Spans:
        spans: Spans = []
        for span in hours_on(shuttle.hours, day):
            try:
                spans.append(span_minutes(span, day, self.unit.zone, self.context.axis))
            except LocalTimeError as error:
                self.context.refuse(place, str(error))
        return union(spans)

    def _limits(self, given: TimetableRow | ExtraDeparture) -> dict[str, int | None]:
        """The lower of the limits of a departure and of its vehicle."""
        vehicle = self.vehicles.get(given.vehicle or "")
        own = _limits(given)
        if vehicle is None:
            return own
        return {
            field: min(
                (each for each in (limit, own[field]) if each is not None),
                default=None,
            )
            for field, limit in _limits(vehicle).items()
        }

    def _stamp(self, minute: int) -> str:
        """Local time of a minute; the second of two equal ones with its offset."""
        local = self.context.local(minute, self.unit.zone)
        return f"{local:%Y-%m-%dT%H%M%z}" if local.fold else f"{local:%Y-%m-%dT%H%M}"

    def _id(self, stamp: str, vehicle: str | None) -> str:
        stem = f"{self.lane.id}/{stamp}"
        return stem if vehicle is None else f"{stem}/{vehicle}"

    def _departure(self, tour: _Tour, stamp: str, place: str) -> list[Departure]:
        return self.context.record(
            Departure,
            place,
            id=self._id(stamp, tour.vehicle_id),
            lane_id=self.lane.id,
            **tour._asdict(),
        )


def _limits(
    given: TimetableRow | ExtraDeparture | VehicleData,
) -> dict[str, int | None]:
    index = given.max_transport_index
    return {
        "max_packages": given.max_packages,
        "max_ti_milli": None if index is None else available_thousandths(index),
    }
