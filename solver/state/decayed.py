"""Activities at other minutes than the reference minute, rounded up: for maxima."""

from solver.decay import MAX_HALVINGS_AHEAD, need_kbq

AMPLE_KBQ = 10**15
"""More than any limit on activity."""


def scaled_kbq(activity_kbq: int, minutes: int, half_life_min: float) -> int:
    """
    The activity so many minutes earlier, or later if negative [kBq], rounded up.

    Far beyond what limits are about, it is just ample.
    """
    if activity_kbq <= 0:
        return 0
    if minutes > MAX_HALVINGS_AHEAD * half_life_min:
        return AMPLE_KBQ
    return need_kbq(activity_kbq, minutes, half_life_min)
