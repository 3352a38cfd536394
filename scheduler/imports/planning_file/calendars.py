"""
From weekly calendars with exceptions to spans of minutes.

The hours of a date are, first match: its entry in ``dates``; none, if it is in
``closed_dates`` or a holiday; else those of its weekday. A start that a date has
twice is its first occurrence, an end its second.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from scheduler.imports.planning_file.base import WEEK
from scheduler.imports.planning_file.holidays import is_holiday
from scheduler.imports.planning_file.local_time import Axis, LocalTimeError, Twice
from scheduler.imports.planning_file.schema_calendar import (
    Calendar,
    DateRule,
    LeadTime,
)
from scheduler.imports.planning_file.spans import Spans, union

_LONGEST_SEARCH_DAYS = 800


def days_between(first: date, last: date) -> Iterator[date]:
    """Every date from the first to the last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def hours_on(calendar: Calendar, day: date) -> tuple[str, ...]:
    """The local hours of one date."""
    if day in calendar.dates:
        return calendar.dates[day]
    if day in calendar.closed_dates or is_holiday(day, calendar.holidays):
        return ()
    return calendar.weekly.get(WEEK[day.weekday()], ())


def counts(rule: DateRule, day: date) -> bool:
    """Whether a date belongs to a rule."""
    if day in rule.extra_dates:
        return True
    if day in rule.except_dates or is_holiday(day, rule.holidays):
        return False
    return WEEK[day.weekday()] in rule.weekdays


def span_minutes(span: str, day: date, zone: str, axis: Axis) -> tuple[int, int]:
    """
    One span of one date in minutes.

    Raises
    ------
    LocalTimeError
        If the date does not have its start or its end.

    """
    start, end = span.split("-")
    return (
        axis.clock(day, start, zone, Twice.FIRST),
        axis.clock(day, end, zone, Twice.SECOND),
    )


def expand(
    calendar: Calendar, zone: str, axis: Axis, first: date, last: date
) -> tuple[Spans, list[str]]:
    """Spans of all dates from ``first`` to ``last``, and what is wrong with them."""
    spans: Spans = []
    complaints: list[str] = []
    for day in days_between(first, last):
        for span in hours_on(calendar, day):
            try:
                spans.append(span_minutes(span, day, zone, axis))
            except LocalTimeError as error:
                complaints.append(str(error))
    return union(spans), complaints


def lead_minute(
    lead: LeadTime, working_days: DateRule, day: date, zone: str, axis: Axis
) -> int:
    """
    Minute of a cut-off for something on ``day``; the earlier where it occurs twice.

    Raises
    ------
    LocalTimeError
        If there are not so many working days, the date does not have the time, or a
        weekday of the same week comes after it.

    """
    return axis.clock(lead_day(lead, working_days, day), lead.at, zone, Twice.FIRST)


def lead_day(lead: LeadTime, working_days: DateRule, day: date) -> date:
    """
    Local date of a cut-off for something on ``day``.

    Raises
    ------
    LocalTimeError
        If there are not so many working days, or it would come after ``day``.

    """
    if lead.days_before is not None:
        return day - timedelta(days=lead.days_before)
    if lead.weekday is None or lead.weeks_before is None:
        return _working_days_before(lead.working_days_before or 0, working_days, day)
    monday = day - timedelta(days=day.weekday() + 7 * lead.weeks_before)
    found = monday + timedelta(days=WEEK.index(lead.weekday))
    if found > day:
        raise LocalTimeError(f"the {lead.weekday} of its week comes after {day}")
    if counts(working_days, found):
        return found
    return _working_days_before(1, working_days, found)


def _working_days_before(number: int, working_days: DateRule, day: date) -> date:
    left = number
    found = day
    while left:
        found -= timedelta(days=1)
        if (day - found).days > _LONGEST_SEARCH_DAYS:
            raise LocalTimeError(f"there are no {number} working days before {day}")
        left -= counts(working_days, found)
    return found
