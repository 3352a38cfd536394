"""Local clock times of which each date has exactly one."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from scheduler.imports.planning_file.local_time import (
    LocalTimeError,
    Twice,
    first_instant,
    instant_of,
)

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=1 << 12)
def slot_of(day: date, clock: str, zone: str) -> datetime:
    """
    UTC instant of a clock time: its first occurrence, where a date has it twice.

    Where the clock is put forward over it, it is the first instant after that, which
    may be the first of the next date.
    """
    try:
        return instant_of(day, clock, zone, Twice.FIRST)
    except LocalTimeError:
        return _put_forward_at(datetime.combine(day, time.fromisoformat(clock)), zone)


@lru_cache(maxsize=1 << 12)
def is_there(day: date, zone: str) -> bool:
    """Whether a zone has the date: some have crossed the date line over one."""
    return first_instant(day, zone) < first_instant(day + _DAY, zone)


def date_at(at: datetime, zone: str) -> date:
    """The local date of an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def _put_forward_at(wall: datetime, zone: str) -> datetime:
    """The instant at which the clock is put forward over a time it does not show."""
    local = wall.replace(tzinfo=ZoneInfo(zone))
    # By the offset that comes it lies before that instant, by the one that goes after.
    low, high = (local.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
    before = low.astimezone(local.tzinfo).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        if middle.astimezone(local.tzinfo).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
