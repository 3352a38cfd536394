"""Candidates: every run that may be made."""

from datetime import date, timedelta

from scheduler.imports.planning_file.calendars import (
    days_between,
    hours_on,
    lead_minute,
    span_minutes,
)
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_production import process_id
from scheduler.imports.planning_file.local_time import LocalTimeError
from scheduler.imports.planning_file.schema_production import (
    LineData,
    ProcessData,
    UnitData,
)
from solver.problem.production import Run
from solver.problem.products import Product

RUN_DAYS_BEFORE = 2
"""Runs of so many days before the origin are candidates whatever their shelf life."""


def runs(context: Context, products: dict[str, Product]) -> list[Run]:
    """One run per line, product, local day, generator and number on that day."""
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
        context.refuse_date(f"{place}.eos_hours", f"more than one span on {day}")
        return []
    try:
        earliest, latest = span_minutes(spans[0], day, unit.zone, context.axis)
    except LocalTimeError as error:
        context.refuse_date(f"{place}.eos_hours", str(error))
        return []
    try:
        cutoff = lead_minute(
            process.cutoff, unit.working_days, day, unit.zone, context.axis
        )
    except LocalTimeError as error:
        context.refuse_date(f"{place}.cutoff", str(error))
        return []
    if cutoff > latest:
        context.refuse_date(f"{place}.cutoff", "lies after the last EOS of a day")
        if context.live is not None:
            return []
    stem = f"{line.id}/{process.product}/{day}"
    is_recent = day >= context.first_day(unit.zone) - timedelta(days=RUN_DAYS_BEFORE)
    expiry = latest + _longest_use(product)
    return [
        run
        for generator in process.generators or (None,)
        for number in range(1, process.max_runs_per_day + 1)
        for run_id in [_run_id(stem, generator, number)]
        if earliest < context.horizon_min
        and (is_recent or expiry > 0 or run_id in context.committed)
        for run in context.record(
            Run,
            place,
            id=run_id,
            line_id=line.id,
            process_id=process_id(line, process),
            day=day.toordinal(),
            earliest_eos_min=earliest,
            latest_eos_min=latest,
            cutoff_min=cutoff,
            generator_id=generator,
        )
    ]


def _run_id(stem: str, generator: str | None, number: int) -> str:
    return f"{stem}/{number}" if generator is None else f"{stem}/{generator}/{number}"


def _longest_use(product: Product | None) -> int:
    """Minutes for which a run may be of use at most; long without a limit."""
    if product is None:
        return 0
    limits = (product.shelf_life.from_reference_min, product.shelf_life.from_eos_min)
    return min((each for each in limits if each is not None), default=10**6)
