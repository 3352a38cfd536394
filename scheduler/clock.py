"""The clock, as something that is handed in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Tells the present instant, aware and in UTC."""

_MINUTE = timedelta(minutes=1)


def system_clock() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)


def next_whole_minute(instant: datetime) -> datetime:
    """
    The instant itself, or the whole minute after it.

    Plans are made in whole minutes; rounding *now* up never plans into the past.
    """
    floor = instant.replace(second=0, microsecond=0)
    return floor if floor == instant else floor + _MINUTE
