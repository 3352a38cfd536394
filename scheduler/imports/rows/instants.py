"""Instants, told by one clock: what is equal is written alike."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from scheduler.imports.planning_file.base import FIRST_YEAR, LAST_YEAR

_EASTERNMOST = timezone(timedelta(hours=23, minutes=59))
_WESTERNMOST = timezone(-timedelta(hours=23, minutes=59))


def told_in(value: Any, zone: tzinfo = UTC) -> Any:
    """
    The value with every instant in it as the clocks of a zone show it.

    An instant in the first or last hours of the years a planning file may speak of
    is told by a clock that shows such a year.
    """
    if isinstance(value, datetime):
        shown = value.astimezone(zone)
        if shown.year < FIRST_YEAR:
            return value.astimezone(_EASTERNMOST)
        return value.astimezone(_WESTERNMOST) if shown.year > LAST_YEAR else shown
    if isinstance(value, dict):
        return {key: told_in(each, zone) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [told_in(each, zone) for each in value]
    return value
