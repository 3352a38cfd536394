"""Candidates: every run that may be made, every order that may be placed."""

from datetime import date, timedelta

from scheduler.imports.planning_file.calendars import (
    counts,
    days_between,
    hours_on,
    lead_minute,
    span_minutes,
)
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_production import process_id
from scheduler.imports.planning_file.local_time import LocalTimeError, Twice
from scheduler.imports.planning_file.schema_production import (
    LineData,
    ProcessData,
    SupplyData,
    UnitData,
)
from solver.problem.production import Order, Product, Run

RUN_DAYS_BEFORE = 2
"""Runs of so many days before the origin are candidates whatever their shelf life."""

_REFERENCE_DAYS_AFTER = 60
"""An order may be ready, and used, that long before its reference time."""


def runs(context: Context, products: dict[str, Product]) -> list[Run]:
    """One run per line, product, local day and number on that day."""
    return [
        run
        for line in context.file.lines
        for position, process in enumerate(line.processes)
        if (unit := context.units.get(line.unit)) is not None
        for day in days_between(*context.production_days(unit.zone))
        for run in _runs_of_day(
            context,
            (line, process, unit, f"lines[{line.id}].processes[{position}]"),
            day,
            products.get(process.product),
        )
    ]


def orders(context: Context, products: dict[str, Product]) -> list[Order]:
    """One order per unit, product and reference date."""
    found: list[Order] = []
    for position, supply in enumerate(context.file.supplies):
        unit = context.units.get(supply.unit)
        if unit is None:
            continue
        first, last = context.production_days(unit.zone)
        last += timedelta(days=min(_REFERENCE_DAYS_AFTER, supply.ready.days_before))
        for day in days_between(first, last):
            if counts(supply.reference_dates, day):
                found += _order(
                    context,
                    (supply, unit, f"supplies[{position}]"),
                    day,
                    products.get(supply.product),
                )
    return found


def _runs_of_day(
    context: Context,
    made: tuple[LineData, ProcessData, UnitData, str],
    day: date,
    product: Product | None,
) -> list[Run]:
    line, process, unit, place = made
    spans = hours_on(process.eos_hours, day)
    if not spans:
        return []
    if len(spans) > 1:
        context.refuse(f"{place}.eos_hours", f"more than one span on {day}")
        return []
    try:
        earliest, latest = span_minutes(spans[0], day, unit.zone, context.axis)
    except LocalTimeError as error:
        context.refuse(f"{place}.eos_hours", str(error))
        return []
    try:
        cutoff = lead_minute(
            process.cutoff, unit.working_days, day, unit.zone, context.axis
        )
    except LocalTimeError as error:
        context.refuse(f"{place}.cutoff", str(error))
        return []
    if cutoff > latest:
        context.refuse(f"{place}.cutoff", "lies after the last EOS of a day")
    stem = f"{line.id}/{process.product}/{day}"
    is_recent = day >= context.first_day(unit.zone) - timedelta(days=RUN_DAYS_BEFORE)
    expiry = latest + _longest_use(product, from_eos=True)
    return [
        run
        for number in range(1, process.max_runs_per_day + 1)
        if earliest < context.horizon_min
        and (is_recent or expiry > 0 or f"{stem}/{number}" in context.committed)
        for run in context.record(
            Run,
            place,
            id=f"{stem}/{number}",
            line_id=line.id,
            process_id=process_id(line, process),
            day=day.toordinal(),
            earliest_eos_min=earliest,
            latest_eos_min=latest,
            cutoff_min=cutoff,
        )
    ]


def _order(
    context: Context,
    bought: tuple[SupplyData, UnitData, str],
    day: date,
    product: Product | None,
) -> list[Order]:
    supply, unit, place = bought
    order_id = f"{unit.id}/{supply.product}/{day}"
    ready_day = day - timedelta(days=supply.ready.days_before)
    minutes: dict[str, int] = {}
    for field, moment, clock in (
        ("reference_clock", day, supply.reference_clock),
        ("ready", ready_day, supply.ready.at),
    ):
        try:
            minutes[field] = context.axis.clock(moment, clock, unit.zone, Twice.REFUSED)
        except LocalTimeError as error:
            context.refuse(f"{place}.{field}", str(error))
    try:
        cutoff = lead_minute(
            supply.cutoff, unit.working_days, day, unit.zone, context.axis
        )
    except LocalTimeError as error:
        context.refuse(f"{place}.cutoff", str(error))
        return []
    if len(minutes) < len(("reference_clock", "ready")):
        return []
    reference, ready = minutes["reference_clock"], minutes["ready"]
    if cutoff > ready:
        context.refuse(f"{place}.cutoff", "lies after an order is ready")
    expiry = max(reference, ready) + _longest_use(product, from_eos=False)
    is_of_use = ready < context.horizon_min and expiry > 0
    if not is_of_use and order_id not in context.committed:
        return []
    return context.record(
        Order,
        place,
        id=order_id,
        product_id=supply.product,
        unit_id=unit.id,
        reference_min=reference,
        ready_min=ready,
        cutoff_min=cutoff,
        max_portions=supply.max_portions,
        cost_nok=supply.cost_nok,
        cost_per_portion_nok=supply.cost_per_portion_nok,
    )


def _longest_use(product: Product | None, *, from_eos: bool) -> int:
    """Minutes for which a batch may be of use at most; long without a limit."""
    if product is None:
        return 0
    limits = [product.shelf_life.from_reference_min]
    if from_eos:
        limits.append(product.shelf_life.from_eos_min)
    return min((each for each in limits if each is not None), default=10**6)
