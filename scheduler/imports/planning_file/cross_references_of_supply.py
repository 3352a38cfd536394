"""Do the names of production and transport resolve, and fit together?"""

from collections.abc import Iterable, Iterator

from scheduler.imports.planning_file.convert_orders import supply_name
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.planning_file.schema_calendar import Calendar, DateRule
from scheduler.imports.planning_file.schema_production import LineData, ProcessData
from solver.errors import Issue
from solver.nuclides import UnknownNuclide, nuclide
from solver.problem.products import Presentation

Named = Iterable[tuple[str, str]]
"""Pairs of place and name."""


def supply_issues(file: PlanningFile) -> Iterator[Issue]:
    """Names that nothing goes by, calendars that are empty, what does not fit."""
    yield from _vehicles(file)
    yield from _empty_calendars(file)
    yield from _lives_in_use(file)
    for line in file.lines:
        for position, process in enumerate(line.processes):
            place = f"lines[{line.id}].processes[{position}]"
            yield from _equipment(file, line, process, place)
            yield from _generators(file, line, process, place)


def supply_groups(file: PlanningFile) -> Iterator[Named]:
    """Names of production and transport that must be unique among each other."""
    yield [(f"generators[{each.id}]", each.id) for each in file.generators]
    yield [(f"vehicles[{each.id}]", each.id) for each in file.vehicles]
    yield [
        (f"supplies[{position}]", supply_name(each))
        for position, each in enumerate(file.supplies)
    ]
    for site in file.sites:
        place = f"sites[{site.id}].licences"
        yield [(f"{place}[{each.id}]", each.id) for each in site.licences]
    for line in file.lines:
        for position, process in enumerate(line.processes):
            place = f"lines[{line.id}].processes[{position}].generators"
            yield [(place, name) for name in process.generators]


def _vehicles(file: PlanningFile) -> Iterator[Issue]:
    known = {each.id for each in file.vehicles}
    named: list[tuple[str, str | None]] = []
    for lane in file.lanes:
        place = f"lanes[{lane.id}]"
        for position, row in enumerate(lane.timetable):
            named.append((f"{place}.timetable[{position}].vehicle", row.vehicle))
        for position, extra in enumerate(lane.extra_departures):
            where = f"{place}.extra_departures[{position}].vehicle"
            named.append((where, extra.vehicle))
        if lane.shuttle is not None:
            named += [(f"{place}.shuttle.vehicles", v) for v in lane.shuttle.vehicles]
    for place, name in named:
        if name is not None and name not in known:
            yield Issue(place, f"unknown vehicle {name!r}")


def _empty_calendars(file: PlanningFile) -> Iterator[Issue]:
    hours: list[tuple[str, Calendar]] = [
        (f"equipment[{each.id}].hours", each.hours) for each in file.equipment
    ]
    hours += [
        (f"lanes[{lane.id}].shuttle.hours", lane.shuttle.hours)
        for lane in file.lanes
        if lane.shuttle is not None
    ]
    for place, calendar in hours:
        if not any((*calendar.weekly.values(), *calendar.dates.values())):
            yield Issue(place, "never open: give weekly hours, or dates")
    rules: list[tuple[str, DateRule]] = [
        (f"supplies[{position}].reference_dates", each.reference_dates)
        for position, each in enumerate(file.supplies)
    ]
    for place, rule in rules:
        if not rule.weekdays and not rule.extra_dates:
            yield Issue(place, "no date: give weekdays, or extra_dates")


def _lives_in_use(file: PlanningFile) -> Iterator[Issue]:
    for product in file.products:
        if (
            product.shelf_life.in_use_hours is not None
            and product.presentation is not Presentation.MULTI_DOSE_VIAL
        ):
            place = f"products[{product.id}].shelf_life.in_use_hours"
            yield Issue(place, "is for multi-dose vials")


def _equipment(
    file: PlanningFile, line: LineData, process: ProcessData, place: str
) -> Iterator[Issue]:
    """Whatever kind of equipment a process uses, its unit has some."""
    there = {each.kind for each in file.equipment if each.unit == line.unit}
    kinds = [
        (f"{place}.uses[{position}].kind", use.kind)
        for position, use in enumerate(process.uses)
    ]
    if process.irradiation is not None:
        where = f"{place}.irradiation.equipment_kind"
        kinds.append((where, process.irradiation.equipment_kind))
    for where, kind in kinds:
        if kind not in there:
            yield Issue(where, f"unit {line.unit!r} has no equipment {kind!r}")


def _generators(
    file: PlanningFile, line: LineData, process: ProcessData, place: str
) -> Iterator[Issue]:
    """A process elutes generators of its own unit that yield its nuclide."""
    generators = {each.id: each for each in file.generators}
    nuclides = {each.id: _symbol(each.nuclide) for each in file.products}
    for name in process.generators:
        generator = generators.get(name)
        if generator is None:
            yield Issue(f"{place}.generators", f"unknown generator {name!r}")
            continue
        if generator.unit != line.unit:
            message = f"generator {name!r} is not of unit {line.unit!r}"
            yield Issue(f"{place}.generators", message)
        made, eluted = nuclides.get(process.product), _symbol(generator.daughter)
        if made is not None and eluted is not None and made != eluted:
            message = (
                f"generator {name!r} gives {eluted}, {process.product!r} is {made}"
            )
            yield Issue(f"{place}.generators", message)


def _symbol(name: str) -> str | None:
    """As the nuclide table has it; unknown ones are reported where they stand."""
    try:
        return nuclide(name).symbol
    except UnknownNuclide:
        return None
