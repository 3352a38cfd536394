"""When something that was not accepted is sent again, and when no more."""

import random
from datetime import datetime, timedelta

LASTS = timedelta(days=3)
"""How long it is tried, from the first attempt on."""

_FIRST_S, _FACTOR, _LONGEST_S = 5.0, 4.0, 12 * 3600.0
"""5 s, 20 s, 80 s, … and in the end every 12 hours."""


def next_attempt(
    attempts: int, first_at: datetime, now: datetime, wait_s: float = 0
) -> datetime | None:
    """
    When to try again; ``None`` for never.

    The pause grows, and differs by chance, so that what failed together does not come
    back together.

    Parameters
    ----------
    attempts
        How often it was tried, this time included.
    wait_s
        How long the receiver asks to be left alone [s].
    """
    exponent = min(attempts - 1, 20)  # by then it is the longest anyway
    pause_s = min(_FIRST_S * _FACTOR**exponent, _LONGEST_S)
    pause_s *= random.uniform(1, 1.25)
    at = now + timedelta(seconds=max(pause_s, min(wait_s, LASTS.total_seconds())))
    return at if at < first_at + LASTS else None
