"""What is due: a pure function of a cadence, what was taken, and *now*."""

from datetime import datetime, timedelta

from scheduler.clockwork.cadences import Cadence
from scheduler.clockwork.local_slots import date_at

_DAY = timedelta(days=1)

_FARTHEST_DAYS = 9
"""A week, and a date that a zone does not have, and one at either end."""


def due(
    cadence: Cadence,
    zone: str,
    *,
    last_slot: datetime | None,
    since: datetime,
    now: datetime,
) -> datetime | None:
    """
    The slot that is to be taken now; ``None`` if there is none.

    It is the latest that has come: of those that passed while nobody looked, one is
    caught up with. A clock that is put back gives none again.

    Parameters
    ----------
    last_slot
        The one that was taken last.
    since
        Since when there is a schedule; there are no slots before.
    """
    slot = latest_slot(cadence, zone, now)
    if slot is None or slot < since:
        return None
    return None if last_slot is not None and slot <= last_slot else slot


def latest_slot(cadence: Cadence, zone: str, now: datetime) -> datetime | None:
    """The last slot that has come; ``None`` if none has for more than a week."""
    today = date_at(now, zone)
    for days in range(_FARTHEST_DAYS):
        slots = cadence.slots_on(today - days * _DAY, zone)
        found = None if slots is None else slots.latest_until(now)
        if found is not None:
            return found
    return None


def next_slot(cadence: Cadence, zone: str, after: datetime) -> datetime | None:
    """The first slot that is still to come; ``None`` if there is none in a week."""
    first = date_at(after, zone) - _DAY
    for days in range(_FARTHEST_DAYS + 1):
        slots = cadence.slots_on(first + days * _DAY, zone)
        found = None if slots is None else slots.first_after(after)
        if found is not None:
            return found
    return None
