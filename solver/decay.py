r"""
Decay arithmetic: the one place of the solver where half-lives meet activities.

.. math:: A(t) = A(t_0) \cdot 2^{-(t - t_0) / T_{1/2}}

Everything outside this module works in whole minutes and whole kilobecquerels, so
rounding happens here, once, and always against us: what a dose needs is rounded up,
what a vial has left is rounded down.  A limit from above turns the direction round
and has a name of its own.

Floats are used only where they are certain: where a float lies too close to a whole
number for its rounding to be trusted, the value is computed again, exactly.
"""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

_TRUST = 2.0**-40
"""
Relative doubt granted to a float product: far above its true error.

The quotient of age and half-life is right to 2^-53, and so, after 200 half-lives,
the power to 200 ln 2 * 2^-53 < 2^-45.
"""

_MAX_HALVINGS = 200.0
"""Beyond so many half-lives either way, nothing of practical meaning is left."""

MAX_HALVINGS_AHEAD = 150
"""No dose is planned so many half-lives before the reference time of its batch."""

_FIRST_DIGITS = 50
_DOUBTFUL_DIGITS = 12
"""Digits granted to the error of a Decimal power; after 200 halvings it takes 3."""


def decay_factor(elapsed_min: float, half_life_min: float) -> float:
    r"""
    Fraction of the activity that is left, :math:`2^{-t / T_{1/2}}`.

    Parameters
    ----------
    elapsed_min
        Time since the reference time [min]; negative values look back in time
        and give a factor above one.
    half_life_min
        Physical half-life [min], positive.

    Raises
    ------
    ValueError
        If the half-life is not positive.

    Examples
    --------
    >>> decay_factor(109.77, half_life_min=109.77)
    0.5

    """
    if half_life_min <= 0:
        raise ValueError(f"half_life_min must be positive, got {half_life_min}.")

    return math.exp2(-elapsed_min / half_life_min)


@lru_cache(maxsize=1 << 18)
def need_kbq(gross_kbq: int, age_min: int | Fraction, half_life_min: float) -> int:
    r"""
    Activity a dose takes at the reference minute: :math:`\lceil A\,2^{a/T} \rceil`.

    Parameters
    ----------
    gross_kbq
        Activity to draw at the injection minute [kBq].
    age_min
        Injection minute minus reference minute [min]; negative when the dose is
        given before its reference time, a fraction for instants between minutes.
    half_life_min
        Physical half-life [min].

    Examples
    --------
    >>> need_kbq(250_000, age_min=110, half_life_min=109.77)
    500727

    """
    return _scaled(gross_kbq, age_min, half_life_min, round_up=True)


def remaining_kbq(
    activity_kbq: int, age_min: int | Fraction, half_life_min: float
) -> int:
    """What is certainly left after ``age_min`` [kBq], rounded down."""
    return _scaled(activity_kbq, -age_min, half_life_min, round_up=False)


def remaining_at_most_kbq(
    activity_kbq: int, age_min: int | Fraction, half_life_min: float
) -> int:
    """What can at most be left after ``age_min`` [kBq], rounded up: for maxima."""
    return _scaled(activity_kbq, -age_min, half_life_min, round_up=True)


@lru_cache(maxsize=1 << 16)
def longest_age_min(gross_kbq: int, available_kbq: int, half_life_min: float) -> int:
    """
    Greatest age at which ``available_kbq`` still covers a draw of ``gross_kbq``.

    The largest ``a`` with ``need_kbq(gross_kbq, a) <= available_kbq`` [min]; it is
    negative where the dose would have to be given before the reference time.

    Raises
    ------
    ValueError
        If either activity is not positive.

    """
    if gross_kbq <= 0 or available_kbq <= 0:
        raise ValueError("longest_age_min needs positive activities.")

    def is_covered(age_min: int) -> bool:
        if age_min > _MAX_HALVINGS * half_life_min:
            return False
        return need_kbq(gross_kbq, age_min, half_life_min) <= available_kbq

    age = math.floor(half_life_min * math.log2(available_kbq / gross_kbq))
    while not is_covered(age):
        age -= 1
    while is_covered(age + 1):
        age += 1
    return age


def _scaled(
    activity_kbq: int,
    exponent_min: int | Fraction,
    half_life_min: float,
    *,
    round_up: bool,
) -> int:
    """``activity * 2^(exponent / half-life)``, rounded exactly."""
    if half_life_min <= 0:
        raise ValueError(f"half_life_min must be positive, got {half_life_min}.")

    halvings = exponent_min / half_life_min
    if halvings > _MAX_HALVINGS:
        raise ValueError(
            f"{exponent_min} min are {halvings:.0f} half-lives of {half_life_min} min."
        )
    if halvings < -_MAX_HALVINGS:
        return int(round_up and activity_kbq > 0)
    value = activity_kbq * math.exp2(halvings)
    if abs(value - round(value)) > value * _TRUST:
        return math.ceil(value) if round_up else math.floor(value)
    return _exactly_scaled(
        activity_kbq,
        Fraction(exponent_min) / Fraction(half_life_min),
        round_up=round_up,
    )


def _exactly_scaled(activity_kbq: int, halvings: Fraction, *, round_up: bool) -> int:
    """
    ``activity * 2^halvings``, rounded without a float.

    The power is rational only for whole ``halvings``, and then a shift; otherwise it
    is irrational, the product no whole number, and enough digits tell its floor.
    """
    if activity_kbq == 0:
        return 0
    if halvings.denominator == 1:
        shift = halvings.numerator
        if shift >= 0:
            return activity_kbq << shift
        return -(-activity_kbq >> -shift) if round_up else activity_kbq >> -shift

    digits = _FIRST_DIGITS
    while True:
        with localcontext(prec=digits):
            power = Decimal(halvings.numerator) / Decimal(halvings.denominator)
            value = activity_kbq * Decimal(2) ** power
            doubt = value.scaleb(_DOUBTFUL_DIGITS - digits)
            floor = math.floor(value - doubt)
            if floor == math.floor(value + doubt):
                return floor + 1 if round_up else floor
        digits *= 2
