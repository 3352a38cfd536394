"""Instants as they are told on the command line: in the local time of a site."""

from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.exports.columns import NONE
from scheduler.exports.local_time import moment_text


def at_text(at: datetime | None, zone: str) -> str:
    """An instant in a zone, as ``Mon 2 Mar 07:15 +01:00``; a dash if there is none."""
    return NONE if at is None else moment_text(at.astimezone(ZoneInfo(zone)))
