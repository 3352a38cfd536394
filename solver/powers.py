"""
Differences of two powers of two, certainly rounded down.

Beam and generators are laws of this kind. Floats are used only where they are certain,
as in :mod:`solver.decay`; elsewhere the difference is a fraction, or irrational.
"""

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction

_TRUST = 2.0**-40
"""Relative doubt granted to a float product, as in :mod:`solver.decay`."""

_MAX_HALVINGS = 200
"""So many halvings of any activity, and of any ratio of half-lives, leave nothing."""

_MOST_BITS = 60
AMPLE_KBQ = 1 << _MOST_BITS
"""More than any process holds: no value is computed beyond."""

_FIRST_DIGITS = 60
_DOUBTFUL_DIGITS = 12
"""Digits granted to the error of a Decimal difference of powers."""


def floor_of_difference(weight: Fraction, high: Fraction, low: Fraction) -> int:
    """
    ``floor(weight * (2^high - 2^low))`` for ``high >= low``, certainly.

    Powers of two with rational exponents are linearly independent over the rationals
    unless the exponents differ by a whole number.  So the difference is rational only
    where both exponents are whole; elsewhere enough digits tell its floor.
    """
    found = quick_floor(float(weight), float(high), float(high - low))
    if found is not None:
        return found
    if high.denominator == low.denominator == 1:
        powers = Fraction(2) ** high.numerator - Fraction(2) ** low.numerator
        return int(weight * powers)
    return _decided(weight, lambda: (_power(high) - _power(low), _power(high)))


def quick_floor(weight: float, high: float, fall: float) -> int | None:
    """``floor(weight * (2^high - 2^(high - fall)))``; ``None`` where a float doubts."""
    if high < -_MAX_HALVINGS:
        return 0
    share = -math.expm1(max(-fall, -_MOST_BITS) * math.log(2))
    if math.log2(weight) + high + math.log2(share) > _MOST_BITS:
        return AMPLE_KBQ
    value = weight * math.exp2(high) * share
    if abs(value - round(value)) > value * _TRUST:
        return int(value)
    return None


def floor_at_limit(weight: Fraction, exponent: Fraction, halvings: Fraction) -> int:
    """
    Floor of what equal half-lives come to, ``weight * ln 2 * halvings * 2^exponent``.

    It is never a whole number: ln 2 is transcendental, the rest is algebraic.
    """
    if exponent < -_MAX_HALVINGS:
        return 0
    if math.log2(weight * halvings) + float(exponent) > _MOST_BITS:
        return AMPLE_KBQ

    def factor() -> tuple[Decimal, Decimal]:
        grown = Decimal(2).ln() * _power(exponent)
        return grown, grown

    return _decided(weight * halvings, factor)


def _power(exponent: Fraction) -> Decimal:
    return Decimal(2) ** (Decimal(exponent.numerator) / Decimal(exponent.denominator))


def _decided(weight: Fraction, factor: Callable[[], tuple[Decimal, Decimal]]) -> int:
    """
    Floor of an irrational product.

    Parameters
    ----------
    factor
        The factor of the weight, and the size of what it was computed from.
    """
    digits = _FIRST_DIGITS
    while True:
        with localcontext(prec=digits):
            scale = Decimal(weight.numerator) / Decimal(weight.denominator)
            found, size = factor()
            doubt = (scale * size).scaleb(_DOUBTFUL_DIGITS - digits)
            floor = math.floor(scale * found - doubt)
            if floor == math.floor(scale * found + doubt):
                return floor
        digits *= 2
