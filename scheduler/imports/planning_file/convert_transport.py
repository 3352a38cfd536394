"""Lanes; their departures are another matter."""

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.schema_transport import LaneData
from scheduler.imports.planning_file.spans import intervals
from solver.problem.transport import Lane


def lanes(context: Context) -> list[Lane]:
    """All lanes; those on demand with their hours."""
    return [made for data in context.file.lanes for made in _lane(context, data)]


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
