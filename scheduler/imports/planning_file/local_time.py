"""
From local clocks to minutes of the horizon.

Local time exists here and nowhere further down. ``00:00`` is the first minute of
a date and ``24:00`` the end of its last, also where the clock jumps over them. A
clock time that the date does not have (spring) is refused. One that it has twice
(autumn) is its first or its second occurrence, as the caller says.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from solver.horizon import minutes_since

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class LocalTimeError(ValueError):
    """A local clock time that does not name one instant."""


class Twice(Enum):
    """What a clock time means on a date that has it twice."""

    FIRST = 0
    SECOND = 1
    REFUSED = 2


@lru_cache(maxsize=1 << 16)
def instant_of(day: date, clock: str, zone: str, twice: Twice) -> datetime:
    """
    UTC instant of a local clock time.

    Raises
    ------
    LocalTimeError
        If the date does not have it, or has it twice and that is refused.

    """
    if clock == "00:00":
        return first_instant(day, zone)
    if clock == "24:00":
        return first_instant(day + _DAY, zone)
    wall = datetime.combine(day, time.fromisoformat(clock))
    local = wall.replace(tzinfo=ZoneInfo(zone))
    first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(local.tzinfo).replace(tzinfo=None) != wall:
        raise LocalTimeError(
            f"{day} has no {clock} in {zone}: the clock is put forward over it"
        )
    if first != second and twice is Twice.REFUSED:
        raise LocalTimeError(
            f"{day} has {clock} twice in {zone}: leave the date out, "
            "and give its instant with an offset"
        )
    return second if twice is Twice.SECOND else first


@lru_cache(maxsize=1 << 16)
def first_instant(day: date, zone: str) -> datetime:
    """UTC instant at which a local date begins."""
    local_zone = ZoneInfo(zone)
    midnight = datetime.combine(day, time(), local_zone)
    found = midnight.astimezone(UTC)
    if found.astimezone(local_zone).replace(tzinfo=None) == midnight.replace(
        tzinfo=None
    ):
        return found
    low, high = found - _DAY, found + _DAY
    while high - low > _MINUTE:  # the date has not begun at low, and has at high
        middle = low + (high - low) // _MINUTE // 2 * _MINUTE
        if middle.astimezone(local_zone).date() < day:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True, slots=True)
class Axis:
    """The minutes of a horizon, counted from its origin."""

    origin_at: datetime

    def minute(self, at: datetime) -> int:
        """Minute of an instant, rounded down."""
        return minutes_since(self.origin_at, at)

    def midnight(self, day: date, zone: str) -> int:
        """Minute at which a local date begins."""
        return self.minute(first_instant(day, zone))

    def clock(self, day: date, clock: str, zone: str, twice: Twice) -> int:
        """Minute of a local clock time; see ``instant_of``."""
        return self.minute(instant_of(day, clock, zone, twice))

    def day_of(self, minute: int, zone: str) -> date:
        """Local date of a minute."""
        at = self.origin_at + minute * _MINUTE
        return at.astimezone(ZoneInfo(zone)).date()
