"""Lanes, and the departures of those with a timetable."""

from datetime import date

from scheduler.imports.planning_file.calendars import counts, days_between
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.local_time import LocalTimeError, Twice
from scheduler.imports.planning_file.schema_production import UnitData
from scheduler.imports.planning_file.schema_transport import LaneData, TimetableRow
from scheduler.imports.planning_file.spans import intervals
from solver.problem.transport import Departure, Lane


def lanes(context: Context) -> list[Lane]:
    """All lanes; those on demand with their hours."""
    return [made for data in context.file.lanes for made in _lane(context, data)]


def departures(context: Context) -> list[Departure]:
    """All departures before the horizon's end, by lane and time."""
    found: list[Departure] = []
    for lane in context.file.lanes:
        unit = context.units.get(lane.unit)
        if unit is None:
            continue
        of_lane = _extra(context, lane, unit)
        for position, row in enumerate(lane.timetable):
            place = f"lanes[{lane.id}].timetable[{position}]"
            for day in days_between(*context.production_days(unit.zone)):
                if counts(row.days, day):
                    of_lane += _departure(context, lane, (row, unit, place), day)
        found += sorted(of_lane, key=lambda each: (each.departs_min, each.id))
    return found


def _lane(context: Context, data: LaneData) -> list[Lane]:
    unit = context.units.get(data.unit)
    if unit is None:
        return []
    place = f"lanes[{data.id}]"
    courier = data.on_demand
    hours = (
        context.hours(
            courier.hours,
            unit.zone,
            f"{place}.on_demand.hours",
            context.production_days(unit.zone),
        )
        if courier is not None
        else []
    )
    return context.record(
        Lane,
        place,
        id=data.id,
        name=data.name,
        unit_id=data.unit,
        site_id=data.site,
        receiving_min=data.receiving_minutes,
        cost_nok=data.cost_nok,
        door_to_door_min=None if courier is None else courier.door_to_door_minutes,
        hours=intervals(hours),
    )


def _departure(
    context: Context,
    lane: LaneData,
    listed: tuple[TimetableRow, UnitData, str],
    day: date,
) -> list[Departure]:
    row, unit, place = listed
    try:
        departs = context.axis.clock(day, row.departs, unit.zone, Twice.REFUSED)
    except LocalTimeError as error:
        context.refuse(f"{place}.departs", str(error))
        return []
    if departs >= context.horizon_min:
        return []
    return context.record(
        Departure,
        place,
        id=f"{lane.id}/{day}T{row.departs.replace(':', '')}",
        lane_id=lane.id,
        handover_min=departs - row.handover_minutes_before,
        departs_min=departs,
        arrives_min=departs + row.travel_minutes,
    )


def _extra(context: Context, lane: LaneData, unit: UnitData) -> list[Departure]:
    found: list[Departure] = []
    for position, extra in enumerate(lane.extra_departures):
        departs = context.axis.minute(extra.departs_at)
        found += context.record(
            Departure,
            f"lanes[{lane.id}].extra_departures[{position}]",
            id=f"{lane.id}/{context.local(departs, unit.zone):%Y-%m-%dT%H%M}",
            lane_id=lane.id,
            handover_min=context.axis.minute(extra.handover_at),
            departs_min=departs,
            arrives_min=context.axis.minute(extra.arrives_at),
        )
    return found
