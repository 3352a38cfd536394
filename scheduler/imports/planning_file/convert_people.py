"""People on shift, their limits and breaks."""

from bisect import bisect_right
from collections.abc import Iterator

from scheduler.imports.planning_file.base import WEEK
from scheduler.imports.planning_file.calendars import days_between, span_minutes
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.convert_clinic import hours_at
from scheduler.imports.planning_file.local_time import LocalTimeError
from scheduler.imports.planning_file.quantities import optional
from scheduler.imports.planning_file.schema_clinic import BreakData, PersonData
from scheduler.imports.planning_file.spans import Spans, difference, intervals
from solver.problem.base import Interval
from solver.problem.clinic import Break, Person
from solver.units import KBQ_PER_GBQ, available_kbq


def people(context: Context) -> list[Person]:
    """All people; absences are taken out."""
    return [made for data in context.file.people for made in _person(context, data)]


def _person(context: Context, data: PersonData) -> list[Person]:
    site = context.sites.get(data.site)
    if site is None:
        return []
    place = f"people[{data.id}]"
    shifts = hours_at(context, data.shifts, site, f"{place}.shifts")
    available = difference(shifts, context.blocks(data.absences))
    breaks = tuple(
        made
        for position, each in enumerate(data.breaks)
        for made in _breaks(
            context, each, site.zone, available, f"{place}.breaks[{position}]"
        )
    )
    return context.record(
        Person,
        place,
        id=data.id,
        name=data.id,
        site_id=data.site,
        roles=data.roles,
        trial_ids=data.trials,
        available=intervals(available),
        max_injections_per_day=data.max_injections_per_day,
        max_handled_kbq_per_day=optional(
            lambda gbq: available_kbq(gbq, KBQ_PER_GBQ), data.max_handled_gbq_per_day
        ),
        breaks=breaks,
    )


def _breaks(
    context: Context, data: BreakData, zone: str, available: Spans, place: str
) -> Iterator[Break]:
    """The break of each date, unless the shift leaves room for it anyway."""
    for day in days_between(*context.clinic_days(zone)):
        if WEEK[day.weekday()] not in data.weekdays:
            continue
        try:
            start, end = span_minutes(data.between, day, zone, context.axis)
        except LocalTimeError as error:
            context.refuse(place, str(error))
            continue
        if start == end:
            continue
        off = difference([(start, end)], _around(available, start, end))
        if all(until - since < data.minutes for since, until in off):
            yield from context.record(
                Break,
                place,
                window=Interval(start_min=start, end_min=end),
                minutes=data.minutes,
            )


def _around(spans: Spans, start: int, end: int) -> Spans:
    """Those of the sorted spans that ``[start, end)`` touches."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    found: Spans = []
    for span in spans[first:]:
        if span[0] >= end:
            break
        found.append(span)
    return found
