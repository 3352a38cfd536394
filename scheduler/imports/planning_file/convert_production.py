"""Units, lines, processes and authorisations."""

from datetime import date
from decimal import Decimal

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_equipment import irradiation, uses
from scheduler.imports.planning_file.quantities import permille, required_mbq
from scheduler.imports.planning_file.schema_production import (
    AuthorisationData,
    LineData,
    ProcessData,
    UnitData,
)
from scheduler.imports.planning_file.spans import difference, intervals
from solver.problem.production import Authorisation, Line, Process, Unit
from solver.units import KBQ_PER_GBQ, available_kbq


def units(context: Context) -> list[Unit]:
    """All production units."""
    return [_unit(data) for data in context.file.units]


def lines(context: Context) -> list[Line]:
    """All lines; maintenance is taken out of their hours."""
    return [made for data in context.file.lines for made in _line(context, data)]


def processes(context: Context) -> list[Process]:
    """What each line makes, under the id ``{line}/{product}``."""
    return [
        made
        for line in context.file.lines
        for position, data in enumerate(line.processes)
        for made in _process(context, line, data, position)
    ]


def process_id(line: LineData, process: ProcessData) -> str:
    """A line makes a product in one way only."""
    return f"{line.id}/{process.product}"


def authorisations(context: Context) -> list[Authorisation]:
    """All authorisations that are valid at some time a problem may speak of."""
    return [
        made
        for position, data in enumerate(context.file.authorisations)
        for made in _authorisation(context, data, f"authorisations[{position}]")
    ]


def _unit(data: UnitData) -> Unit:
    return Unit(id=data.id, name=data.name, zone=data.zone)


def _line(context: Context, data: LineData) -> list[Line]:
    unit = context.units.get(data.unit)
    if unit is None:
        return []
    days = context.production_days(unit.zone)
    place = f"lines[{data.id}]"
    hours = context.hours(data.hours, unit.zone, f"{place}.hours", days)
    return context.record(
        Line,
        place,
        id=data.id,
        name=data.name,
        unit_id=data.unit,
        available=intervals(difference(hours, context.blocks(data.maintenance))),
        max_runs_per_day=data.max_runs_per_day,
        cleaning_min=data.cleaning_minutes,
        changeover_min=data.changeover_minutes,
        cooldown_min=data.cooldown_minutes,
    )


def _process(
    context: Context, line: LineData, data: ProcessData, position: int
) -> list[Process]:
    place = f"lines[{line.id}].processes[{position}]"
    capacity_kbq = available_kbq(data.capacity_gbq, KBQ_PER_GBQ)
    sample_kbq = required_mbq(data.sample_mbq or Decimal(0))
    if sample_kbq >= capacity_kbq:
        context.refuse(f"{place}.sample_mbq", "uses up the whole capacity")
    all_of_it = Decimal(100)
    gained = all_of_it if data.yield_percent is None else data.yield_percent
    return context.record(
        Process,
        place,
        id=process_id(line, data),
        product_id=data.product,
        synthesis_min=data.synthesis_minutes,
        capacity_kbq=capacity_kbq,
        irradiation=irradiation(data),
        yield_permille=_share(context, gained, f"{place}.yield_percent"),
        reserve_permille=_share(
            context, data.reserve_percent, f"{place}.reserve_percent"
        ),
        uses=uses(data),
        sample_kbq=sample_kbq,
        quality_control_min=data.quality_control_minutes,
        dispensing_fixed_min=data.dispensing_fixed_minutes,
        dispensing_per_portion_min=data.dispensing_per_portion_minutes,
        packing_min=data.packing_minutes,
        is_conditional_dispatch=data.conditional_dispatch,
        cost_nok=data.cost_nok,
    )


def _share(context: Context, percent: Decimal, place: str) -> int:
    """Permille; a finer share is an issue, and stands for one."""
    share = permille(percent)
    if share is None:
        context.refuse(place, "finer than 0.1 %")
        return 1
    return share


def _authorisation(
    context: Context, data: AuthorisationData, place: str
) -> list[Authorisation]:
    site = context.sites.get(data.site)
    if site is None:
        return []
    valid = intervals(
        [
            (
                context.axis.midnight(data.valid_from, site.zone),
                context.axis.midnight(_next(data.valid_to), site.zone),
            )
        ]
    )
    if not valid:
        return []
    return context.record(
        Authorisation,
        place,
        unit_id=data.unit,
        product_id=data.product,
        site_id=data.site,
        trial_id=data.trial,
        valid=valid[0],
    )


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
