"""
Floors of sums of powers of two, exactly: how much a beam or an eluate makes.

A term is a rational number times ``2^x`` with ``x`` rational. Powers of two whose
exponents differ in their fractional parts are linearly independent over the
rationals: once terms of one fractional part are added up, the sum is rational (only
whole exponents are left) or irrational, and then no whole number is hit by chance.
With the factor ``ln 2``, which is transcendental, it is never rational.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import floor

from solver.checks.exact import DIGITS, GUARD_DIGITS

MAX_EXPONENT = 4096
"""Powers beyond are cut to this: no activity of a record comes anywhere near."""

Term = tuple[Fraction, Fraction]
"""A coefficient and the exponent of two."""


def half_lives(minutes: int, half_life_min: float) -> Fraction:
    """Time in half-lives, the half-life being the binary float exactly."""
    return minutes / Fraction(half_life_min)


@lru_cache(maxsize=1 << 14)
def _root_bounds(exponent: Fraction, digits: int) -> tuple[Fraction, Fraction]:
    """Lower and upper bound of ``2^exponent``, for an exponent in ``[0, 1)``."""
    with localcontext(Context(prec=digits + GUARD_DIGITS, rounding=ROUND_HALF_EVEN)):
        part = Decimal(exponent.numerator) / Decimal(exponent.denominator)
        value = Fraction((Decimal(2).ln() * part).exp())
    margin = value / 10**digits
    return value - margin, value + margin


@lru_cache(maxsize=16)
def _ln2_bounds(digits: int) -> tuple[Fraction, Fraction]:
    with localcontext(Context(prec=digits + GUARD_DIGITS, rounding=ROUND_HALF_EVEN)):
        value = Fraction(Decimal(2).ln())
    margin = value / 10**digits
    return value - margin, value + margin


def _gathered(terms: Iterable[Term]) -> dict[Fraction, Fraction]:
    """Coefficient by fractional part of the exponent, whole powers multiplied out."""
    found: dict[Fraction, Fraction] = defaultdict(Fraction)
    for coefficient, exponent in terms:
        beyond = Fraction(MAX_EXPONENT if exponent > 0 else -MAX_EXPONENT)
        capped = beyond if abs(exponent) > MAX_EXPONENT else exponent
        whole = floor(capped)
        found[capped - whole] += coefficient * Fraction(2) ** whole
    return {part: each for part, each in found.items() if each}


def floor_of_sum(terms: Iterable[Term], *, times_ln2: bool = False) -> int:
    """
    Floor of ``sum c_i * 2^(x_i)``, or of ``ln 2`` times that.

    Examples
    --------
    >>> one, half = Fraction(1), Fraction(1, 2)
    >>> floor_of_sum([(10 * one, half), (-3 * one, -one)])  # 14.14... - 1.5
    12
    """
    gathered = _gathered(terms)
    if not times_ln2 and all(part == 0 for part in gathered):
        return floor(sum(gathered.values()))
    if not gathered:
        return 0
    digits = DIGITS
    while True:
        below = above = Fraction(0)
        for part, coefficient in gathered.items():
            bounds = [coefficient * each for each in _root_bounds(part, digits)]
            below += min(bounds)
            above += max(bounds)
        if times_ln2:
            corners = [x * y for x in (below, above) for y in _ln2_bounds(digits)]
            below, above = min(corners), max(corners)
        if floor(below) == floor(above):
            return floor(below)
        digits *= 2
