"""
Deadlines of orders found a second time: a walk over days, and over their minutes.

Every day before a date is looked at in turn, the latest first, and every minute of
the day that is found is asked what the local clock shows.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from tests.scheduler.imports.calendar_oracle import minutes_of_day

DAY = timedelta(days=1)
NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def shown_at(zone: str, day: date, clock: str) -> list[datetime]:
    """The UTC minutes of a local date at which the clock shows this."""
    shown = minutes_of_day(zone, day)
    if clock == "00:00":
        return [shown[0][0]]
    return [at for at, seen in shown if seen == clock]


def deadline_day(
    lead: dict[str, Any], day: date, is_working: Callable[[date], bool]
) -> date | None:
    """The local date of a deadline for something on ``day``, if it has one."""
    if "days_before" in lead:
        passed = day
        for _ in range(lead["days_before"]):
            passed -= DAY
        return passed
    if "working_days_before" in lead:
        return _back(day, lead["working_days_before"], is_working)
    # Sundays passed on the way back are beginnings of earlier weeks.
    sundays, passed = 0, day
    while sundays < lead["weeks_before"]:
        passed -= DAY
        sundays += passed.isoweekday() == 7
    week = [passed + number * DAY for number in range(-6, 7)]
    asked = [
        each
        for each in week
        if NAMES[each.isoweekday() - 1] == lead["weekday"]
        and each.isocalendar()[:2] == passed.isocalendar()[:2]
    ]
    if asked[0] > day:
        return None
    return asked[0] if is_working(asked[0]) else _back(asked[0], 1, is_working)


def _back(day: date, number: int, is_working: Callable[[date], bool]) -> date:
    """The day that has so many working days from itself up to the day before."""
    passed = day
    while number:
        passed -= DAY
        number -= is_working(passed)
    return passed
