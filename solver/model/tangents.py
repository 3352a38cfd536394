"""Lines above what an eluate gives, in whole numbers (rule 6)."""

import math
from collections.abc import Iterator

from solver.state.supply import Supply

SCALE = 1024
"""Slopes are whole numbers of kBq per 1024 minutes, rounded up."""

_PER_HALVING = 12
_MOST_HALVINGS = 12
_SLACK = 1e-9
"""Far more than the error of a float, and far less than what anybody measures."""


def points_of(supply: Supply, longest: int) -> Iterator[float]:
    """Minutes of in-growth at which to lay a tangent."""
    rate = supply.making.net_rate
    yield 0.0
    if rate <= 0:
        return
    for number in range(1, _MOST_HALVINGS * _PER_HALVING + 1):
        at = number / rate / _PER_HALVING
        if at > longest:
            return
        yield at


def tangent(supply: Supply, minute: int, longest: int, at: float) -> tuple[int, int]:
    """
    Slope and base of a line above the capacity at an elution minute, scaled.

    Where the daughter is the longer-lived, the capacity is convex in the in-growth, and
    the chord from none to the longest is above it.
    """
    most = supply.making.uncapped_kbq(minute, longest) + 2.0
    rate = math.log(2) * supply.making.net_rate
    if rate <= 0:
        return _scaled(most / longest, 0.0)
    limit = most / -math.expm1(-rate * longest)
    slope = limit * rate * math.exp(-rate * at)
    return _scaled(slope, limit * -math.expm1(-rate * at) - slope * at)


def _scaled(slope: float, base: float) -> tuple[int, int]:
    up = 1 + _SLACK
    return math.ceil(SCALE * slope * up), math.ceil(SCALE * base * up) + SCALE
