"""When a visit may be injected: hours of the site, and the visit's window."""

from collections.abc import Callable
from datetime import timedelta

from scheduler.imports.planning_file.base import WEEK
from scheduler.imports.planning_file.calendars import expand
from scheduler.imports.planning_file.context import Context, Expanded
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

    def expanded() -> Expanded:
        days = context.clinic_days(site.zone)
        calendar = next(
            (each.hours for each in site.product_hours if each.product == product_id),
            site.opening,
        )
        spans = context.hours_without_issues(calendar, site.zone, days)
        if not time_of_day:
            return spans, []
        daily, complaints = _daily(context, site, time_of_day)
        return intersection(spans, daily), complaints

    key = ("injection", site.id, product_id, *time_of_day)
    return _once(context, key, expanded, place)


def preferred_spans(
    context: Context,
    site: SiteData,
    time_of_day: tuple[str, ...],
    window: Spans,
    place: str,
) -> Spans:
    """
    The preferred times of day on all dates that a window touches.

    Not cut to the window's own minutes: a preference that cannot be met stays one.
    """
    if not time_of_day or not window:
        return []
    key = ("preferred", site.id, *time_of_day)
    daily = _once(context, key, lambda: _daily(context, site, time_of_day), place)
    first = context.axis.day_of(window[0][0], site.zone)
    last = context.axis.day_of(window[-1][1] - 1, site.zone)
    dates = (
        context.axis.midnight(first, site.zone),
        context.axis.midnight(last + timedelta(days=1), site.zone),
    )
    return intersection(daily, [dates])


def window_span(context: Context, start: int, end: int, place: str) -> Spans:
    """The window as one span, cut to what a problem may speak of."""
    span = intersection([(start, end)], [(-MAX_MINUTES, MAX_MINUTES)])
    if not span:
        context.refuse(place, "the window lies years away from the horizon")
    return span


def _daily(context: Context, site: SiteData, time_of_day: tuple[str, ...]) -> Expanded:
    """Local clock times on every date of the horizon."""
    calendar = Calendar(weekly=dict.fromkeys(WEEK, time_of_day))
    days = context.clinic_days(site.zone)
    return expand(calendar, site.zone, context.axis, *days)


def _once(
    context: Context, key: tuple[str, ...], made: Callable[[], Expanded], place: str
) -> Spans:
    """Spans that many visits share, worked out once; complaints go to each place."""
    if key not in context.expanded:
        context.expanded[key] = made()
    spans, complaints = context.expanded[key]
    for complaint in complaints:
        context.refuse(place, complaint)
    return spans
