"""Beam, instruments and releasing people, and what runs use of them."""

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.schema_equipment import EquipmentData
from scheduler.imports.planning_file.schema_production import ProcessData
from scheduler.imports.planning_file.spans import difference, intervals
from solver.problem.equipment import Equipment, EquipmentUse, Irradiation
from solver.units import KBQ_PER_GBQ, available_kbq


def equipment(context: Context) -> list[Equipment]:
    """All equipment; maintenance and absences are taken out."""
    return [
        made for data in context.file.equipment for made in _equipment(context, data)
    ]


def irradiation(data: ProcessData) -> Irradiation | None:
    """The beam of a process, if it needs one."""
    beam = data.irradiation
    if beam is None:
        return None
    return Irradiation(
        minutes=beam.minutes,
        saturation_kbq=available_kbq(beam.saturation_gbq, KBQ_PER_GBQ),
    )


def uses(data: ProcessData) -> tuple[EquipmentUse, ...]:
    """What a run holds: the beam until the synthesis begins, then the others."""
    found: list[EquipmentUse] = []
    if data.irradiation is not None:
        found.append(
            EquipmentUse(
                kind=data.irradiation.equipment_kind,
                from_min=-data.synthesis_minutes - data.irradiation.minutes,
                until_min=-data.synthesis_minutes,
            )
        )
    found += [
        EquipmentUse(
            kind=each.kind,
            from_min=each.starts_minutes_after_eos,
            until_min=each.starts_minutes_after_eos + each.minutes,
        )
        for each in data.uses
    ]
    return tuple(found)


def _equipment(context: Context, data: EquipmentData) -> list[Equipment]:
    unit = context.units.get(data.unit)
    if unit is None:
        return []
    place = f"equipment[{data.id}]"
    days = context.production_days(unit.zone)
    hours = context.hours(data.hours, unit.zone, f"{place}.hours", days)
    return context.record(
        Equipment,
        place,
        id=data.id,
        name=data.name,
        unit_id=data.unit,
        kind=data.kind,
        available=intervals(difference(hours, context.blocks(data.blocks))),
    )
