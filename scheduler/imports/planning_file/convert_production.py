"""Products, units, lines and authorisations."""

from datetime import date
from decimal import Decimal

from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.quantities import (
    allowed_minutes,
    available_mbq,
    available_ul,
    optional,
    permille,
    required_mbq,
    required_ul,
)
from scheduler.imports.planning_file.schema_production import (
    AuthorisationData,
    LineData,
    ProcessData,
    ProductData,
    UnitData,
)
from scheduler.imports.planning_file.spans import intervals
from solver.nuclides import HalfLife, half_life_for
from solver.problem.production import (
    Authorisation,
    Container,
    Line,
    Process,
    Product,
    ShelfLife,
    Unit,
)
from solver.units import KBQ_PER_GBQ, MINUTES_PER_HOUR, available_kbq


def products(context: Context) -> list[Product]:
    """All products."""
    return [made for data in context.file.products for made in _product(context, data)]


def units(context: Context) -> list[Unit]:
    """All production units."""
    return [_unit(data) for data in context.file.units]


def lines(context: Context) -> list[Line]:
    """All lines with their hours."""
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


def _product(context: Context, data: ProductData) -> list[Product]:
    place = f"products[{data.id}]"
    half_life = _half_life(context, data, place)
    residual = permille(data.residual_percent)
    if residual is None:
        context.refuse(f"{place}.residual_percent", "finer than 0.1 %")
    container = _container(context, data, f"{place}.container")
    if half_life is None or residual is None or not container:
        return []
    limits = data.shelf_life
    return context.record(
        Product,
        place,
        id=data.id,
        name=data.name,
        nuclide=half_life.evaluated.symbol,
        half_life_min=half_life.value_min,
        presentation=data.presentation,
        residual_permille=residual,
        shelf_life=ShelfLife(
            from_eos_min=optional(allowed_minutes, limits.from_eos_hours),
            from_reference_min=optional(allowed_minutes, limits.from_reference_hours),
            from_dispensing_min=optional(allowed_minutes, limits.from_dispensing_hours),
            from_receipt_min=optional(allowed_minutes, limits.from_receipt_hours),
        ),
        container=container[0],
    )


def _half_life(context: Context, data: ProductData, place: str) -> HalfLife | None:
    override = data.half_life_override
    try:
        if override is None:
            return half_life_for(data.nuclide)
        minutes = float(override.hours * MINUTES_PER_HOUR)
        return half_life_for(data.nuclide, minutes, override.source)
    except ValueError as error:
        field = "nuclide" if override is None else "half_life_override"
        context.refuse(f"{place}.{field}", str(error))
        return None


def _container(context: Context, data: ProductData, place: str) -> list[Container]:
    given = data.container
    return context.record(
        Container,
        place,
        concentration_kbq_per_ml=optional(
            available_mbq, given.concentration_mbq_per_ml
        ),
        max_activity_kbq=optional(available_mbq, given.max_activity_mbq),
        max_volume_ul=optional(available_ul, given.max_volume_ml),
        dead_volume_ul=required_ul(given.dead_volume_ml),
        content_kbq=optional(available_mbq, given.content_mbq),
        max_vials_per_shipment=given.max_vials_per_shipment,
    )


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
        available=intervals(hours),
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
    return context.record(
        Process,
        place,
        id=process_id(line, data),
        product_id=data.product,
        synthesis_min=data.synthesis_minutes,
        capacity_kbq=capacity_kbq,
        sample_kbq=sample_kbq,
        quality_control_min=data.quality_control_minutes,
        dispensing_fixed_min=data.dispensing_fixed_minutes,
        dispensing_per_portion_min=data.dispensing_per_portion_minutes,
        packing_min=data.packing_minutes,
        is_conditional_dispatch=data.conditional_dispatch,
        cost_nok=data.cost_nok,
    )


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
