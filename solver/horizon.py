"""
Minutes and instants: whole minutes from an aware origin, always UTC elapsed time.

Local time exists only for calendars and display; both live outside the solver.
"""

from datetime import UTC, datetime, timedelta

_MINUTE = timedelta(minutes=1)


def minutes_since(origin_at: datetime, at: datetime) -> int:
    """
    Whole minutes from ``origin_at`` to ``at``, rounded down.

    Raises
    ------
    ValueError
        If either is naive: a time without a zone could be hours off.

    """
    for instant in (origin_at, at):
        if instant.utcoffset() is None:
            raise ValueError(f"naive datetime {instant.isoformat()} refused")

    return (at.astimezone(UTC) - origin_at.astimezone(UTC)) // _MINUTE


def instant_at(origin_at: datetime, minute: int) -> datetime:
    """
    UTC instant of a minute of the horizon.

    Raises
    ------
    ValueError
        If the origin is naive.

    """
    if origin_at.utcoffset() is None:
        raise ValueError(f"naive datetime {origin_at.isoformat()} refused")

    return origin_at.astimezone(UTC) + minute * _MINUTE
