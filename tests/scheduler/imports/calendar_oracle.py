"""
Calendars expanded a second time, minute by minute.

Every UTC minute is asked what the local clock shows. A span of a date is open from
the first minute at which the clock shows its start, up to the last at which it
shows its end. A clock time never shown is an issue.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
Open = set[datetime]
Hours = dict[date, list[str]]


@cache
def minutes_of_day(zone: str, day: date) -> list[tuple[datetime, str]]:
    """All UTC minutes of a local date, each with what the local clock shows."""
    local = ZoneInfo(zone)
    at = datetime.combine(day, time(), UTC) - timedelta(days=2)
    walk = [at + number * MINUTE for number in range(5 * 24 * 60)]
    seen = [(at, at.astimezone(local)) for at in walk]
    return [(at, f"{clock:%H:%M}") for at, clock in seen if clock.date() == day]


def open_minutes(zone: str, hours: Hours) -> tuple[Open, int]:
    """Open UTC minutes, and how many spans begin or end at a time never shown."""
    found: Open = set()
    never = 0
    for day, spans in hours.items():
        shown = minutes_of_day(zone, day)
        clocks = {clock for _, clock in shown} | {"00:00", "24:00"}
        for span in spans:
            start, end = span.split("-")
            if start not in clocks or end not in clocks:
                never += 1
                continue
            opens = [at for at, clock in shown if clock == start] or [shown[0][0]]
            closes = [at for at, clock in shown if clock == end]
            found |= {
                at
                for at, _ in shown
                if opens[0] <= at and (not closes or at < closes[-1])
            }
    return found, never
