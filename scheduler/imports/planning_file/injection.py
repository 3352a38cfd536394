"""When a visit may be injected: hours of the site, and the visit's window."""

from scheduler.imports.planning_file.base import WEEK
from scheduler.imports.planning_file.context import Context
from scheduler.imports.planning_file.schema_calendar import Calendar
from scheduler.imports.planning_file.schema_clinic import SiteData
from scheduler.imports.planning_file.spans import Spans, intersection
from solver.problem.base import MAX_MINUTES


def injection_spans(
    context: Context,
    site: SiteData,
    product_id: str,
    time_of_day: tuple[str, ...],
    place: str,
) -> Spans:
    """Product hours of the site, else opening hours, at the asked times of day."""
    days = context.clinic_days(site.zone)
    calendar = next(
        (each.hours for each in site.product_hours if each.product == product_id),
        site.opening,
    )
    spans = context.hours_without_issues(calendar, site.zone, days)
    if not time_of_day:
        return spans
    daily = Calendar(weekly=dict.fromkeys(WEEK, time_of_day))
    return intersection(spans, context.hours(daily, site.zone, place, days))


def window_span(context: Context, start: int, end: int, place: str) -> Spans:
    """The window as one span, cut to what a problem may speak of."""
    span = intersection([(start, end)], [(-MAX_MINUTES, MAX_MINUTES)])
    if not span:
        context.refuse(place, "the window lies years away from the horizon")
    return span
