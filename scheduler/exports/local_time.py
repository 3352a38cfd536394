"""Minutes of a problem as local time, and local time as text with its offset."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from solver.horizon import instant_at


@dataclass(frozen=True, slots=True)
class LocalClock:
    """
    What the clock on the wall of one zone shows.

    Parameters
    ----------
    origin_at
        UTC instant of minute zero.
    zone
        IANA name of the zone.
    """

    origin_at: datetime
    zone: str

    def at(self, minute: int) -> datetime:
        """Local time at a minute from the origin."""
        return instant_at(self.origin_at, minute).astimezone(ZoneInfo(self.zone))


def is_zone(name: str) -> bool:
    """Whether the time zone database knows a name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def offset_text(at: datetime) -> str:
    """Offset from UTC, as ``+01:00``."""
    return at.isoformat(timespec="minutes")[-6:]


def moment_text(at: datetime) -> str:
    """Weekday, day, time and offset, as ``Mon 2 Mar 07:15 +01:00``."""
    return f"{at:%a} {at.day} {at:%b %H:%M} {offset_text(at)}"


def hour_text(at: datetime) -> str:
    """Time and offset under a heading that names the day, as ``07:15 +01:00``."""
    return f"{at:%H:%M} {offset_text(at)}"


def day_text(day: date) -> str:
    """A day in full, as ``Monday 2 March 2026``."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def clock_text(at: datetime, sheet_at: datetime) -> str:
    """
    Time on a sheet that already states its day and offset.

    Whatever differs from the sheet is added: ``07:15``, ``3 Mar 07:15`` on
    another day, ``07:15 +02:00`` where the clocks have changed since.
    """
    text = f"{at:%H:%M}"
    if at.date() != sheet_at.date():
        text = f"{at.day} {at:%b} {text}"
    if at.utcoffset() != sheet_at.utcoffset():
        text = f"{text} {offset_text(at)}"
    return text
