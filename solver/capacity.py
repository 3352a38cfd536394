r"""
What beams make at most, and what of a capacity is planned, certainly rounded (rule 2).

Irradiated for :math:`m` minutes and synthesized for :math:`s`, a target gives

.. math:: A_{sat} (1 - 2^{-m/T})\, 2^{-s/T}\, y

at EOS, with the yield :math:`y`: one rounding, downwards, over the exact real product.
"""

from fractions import Fraction
from functools import lru_cache

from solver.powers import floor_of_difference

_PERMILLE = 1000


@lru_cache(maxsize=1 << 12)
def irradiated_kbq(
    saturation_kbq: int,
    minutes: int,
    synthesis_min: int,
    half_life_min: float,
    yield_permille: int,
) -> int:
    """
    Activity at EOS of a target irradiated until the synthesis [kBq], rounded down.

    Examples
    --------
    >>> irradiated_kbq(80_000_000, 110, 0, 110.0, 500)
    20000000
    """
    half_life = Fraction(half_life_min)
    weight = Fraction(saturation_kbq * yield_permille, _PERMILLE)
    later = -synthesis_min / half_life
    return floor_of_difference(weight, later, later - minutes / half_life)


def unreserved_kbq(capacity_kbq: int, reserve_permille: int) -> int:
    """What of a capacity planning may use [kBq], rounded down."""
    return capacity_kbq * (_PERMILLE - reserve_permille) // _PERMILLE


def sufficient_kbq(activity_kbq: int, reserve_permille: int) -> int:
    """The least capacity of which planning may use so much [kBq]."""
    return -(-activity_kbq * _PERMILLE // (_PERMILLE - reserve_permille))
