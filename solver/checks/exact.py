"""
Exact decay arithmetic: 50-digit decimals between directed bounds.

A half-life is the binary float of the problem, taken exactly. ``2^(t/T)`` with
whole minutes ``t`` is either a power of two (``t/T`` whole: integer arithmetic)
or irrational, so that no whole number is ever hit by chance: once lower and
upper bound have the same floor, that floor is exact.
"""

from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    localcontext,
)
from functools import lru_cache

DIGITS = 50
GUARD_DIGITS = 10
MAX_HALF_LIVES = 100
"""
The exponent is capped here: 2^100 kBq is above all that a record can hold, and
of the most that a record can hold less than 1 kBq is left after 100 half-lives.
"""


def ceil_div(numerator: int, denominator: int) -> int:
    """Quotient of whole numbers, rounded up."""
    return -(-numerator // denominator)


def _whole_exponent(minutes: int, half_life_min: float) -> int | None:
    """``minutes / half_life_min`` if that is whole or beyond the cap, else None."""
    top, bottom = half_life_min.as_integer_ratio()
    halves, rest = divmod(minutes * bottom, top)
    if abs(halves) >= MAX_HALF_LIVES:
        return MAX_HALF_LIVES if halves > 0 else -MAX_HALF_LIVES
    return halves if rest == 0 else None


@lru_cache(maxsize=1 << 16)
def growth_bounds(
    minutes: int, half_life_min: float, digits: int = DIGITS
) -> tuple[Decimal, Decimal]:
    """
    Lower and upper bound of ``2^(minutes / half_life_min)``, capped.

    ``exp`` and ``ln`` of decimals are rounded correctly. With ``d`` digits and 10
    guard digits the exponent, below 70, is off by less than ``1e-(d+7)``; the
    bounds are widened by ``1e-d`` of the value, far more than all errors together.
    """
    whole = _whole_exponent(minutes, half_life_min)
    with localcontext(Context(prec=digits + GUARD_DIGITS)) as context:
        if whole is not None:
            power = Decimal(1 << abs(whole))
            value = power if whole >= 0 else 1 / power
        else:
            context.rounding = ROUND_HALF_EVEN
            value = (Decimal(2).ln() * minutes / Decimal(half_life_min)).exp()
        margin = Decimal(10) ** -digits
        context.rounding = ROUND_FLOOR
        lower = value * (1 - margin)
        context.rounding = ROUND_CEILING
        upper = value * (1 + margin)
    return lower, upper


@lru_cache(maxsize=1 << 16)
def grown_floor(
    numerator: int, denominator: int, minutes: int, half_life_min: float
) -> int:
    """
    Floor of ``numerator / denominator * 2^(minutes / half_life_min)``, exactly.

    Examples
    --------
    >>> grown_floor(7, 2, 60, 60.0)
    7
    """
    whole = _whole_exponent(minutes, half_life_min)
    if whole is not None:
        if whole >= 0:
            return (numerator << whole) // denominator
        return numerator // (denominator << -whole)
    if numerator == 0:
        return 0
    digits = DIGITS
    while True:
        lower, upper = growth_bounds(minutes, half_life_min, digits)
        with localcontext(Context(prec=digits, rounding=ROUND_FLOOR)):
            below = int((lower * numerator / denominator).to_integral_value())
        with localcontext(Context(prec=digits, rounding=ROUND_CEILING)):
            above = upper * numerator / denominator
            above_floor = int(above.to_integral_value(rounding=ROUND_FLOOR))
        if below == above_floor:
            return below
        digits *= 2


def grown_ceil(
    numerator: int, denominator: int, minutes: int, half_life_min: float
) -> int:
    """
    Ceiling of ``numerator / denominator * 2^(minutes / half_life_min)``, exactly.

    The floor is met from above: ``ceil(x) = -floor(-x)``.

    Examples
    --------
    >>> grown_ceil(7, 2, 0, 60.0)
    4
    """
    floor = grown_floor(numerator, denominator, minutes, half_life_min)
    whole = _whole_exponent(minutes, half_life_min)
    if whole is None:
        return floor if numerator == 0 else floor + 1
    if whole >= 0:
        return ceil_div(numerator << whole, denominator)
    return ceil_div(numerator, denominator << -whole)


def gross_kbq(target_kbq: int, residual_permille: int) -> int:
    """Assay at the injection that leaves the target after residuals [kBq]."""
    return ceil_div(target_kbq * 1000, 1000 - residual_permille)


def need_kbq(gross: int, age_min: int, half_life_min: float) -> int:
    """
    Activity at the reference minute for ``gross`` at ``age_min`` after it [kBq].

    Required activity is rounded up; a negative age looks back in time.

    Examples
    --------
    >>> need_kbq(1000, 60, 60.0), need_kbq(1001, -60, 60.0)
    (2000, 501)
    """
    return grown_ceil(gross, 1, age_min, half_life_min)


def left_kbq(content: int, age_min: int, half_life_min: float) -> int:
    """Activity left ``age_min`` after the reference, rounded down [kBq]."""
    return grown_floor(content, 1, -age_min, half_life_min)


def volume_ul(activity_kbq: int, concentration_kbq_per_ml: int) -> int:
    """Volume that holds an activity, rounded up [µL]."""
    return ceil_div(activity_kbq * 1000, concentration_kbq_per_ml)


def activity_kbq(volume: int, concentration_kbq_per_ml: int) -> int:
    """Activity that a volume [µL] holds, rounded up [kBq]."""
    return ceil_div(volume * concentration_kbq_per_ml, 1000)


def lower_limit_kbq(target_kbq: int, tolerance_permille: int) -> int:
    """Least whole net activity within the tolerance [kBq]."""
    return ceil_div(target_kbq * (1000 - tolerance_permille), 1000)


def upper_limit_kbq(target_kbq: int, tolerance_permille: int) -> int:
    """Greatest whole net activity within the tolerance [kBq]."""
    return target_kbq * (1000 + tolerance_permille) // 1000


@lru_cache(maxsize=1 << 16)
def last_minute_at_least(
    draw_kbq: int, residual_permille: int, limit_kbq: int, half_life_min: float
) -> int:
    """
    Greatest ``k`` at which the net of a draw is still at least a limit.

    ``floor(draw * (1000 - residual) / 1000 * 2^(-k / T)) >= limit``, with ``k``
    counted from the minute of the assay; draw and limit are positive, and less than
    ``2^MAX_HALF_LIVES`` apart.
    """

    def holds(k: int) -> bool:
        share = draw_kbq * (1000 - residual_permille)
        return grown_floor(share, 1000, -k, half_life_min) >= limit_kbq

    k = _crossing(draw_kbq, residual_permille, limit_kbq, half_life_min)
    while not holds(k):
        k -= 1
    while holds(k + 1):
        k += 1
    return k


@lru_cache(maxsize=1 << 16)
def first_minute_at_most(
    draw_kbq: int, residual_permille: int, limit_kbq: int, half_life_min: float
) -> int:
    """
    Least ``k`` at which the net of a draw is no more than a limit.

    ``ceil(draw * (1000 - residual) / 1000 * 2^(-k / T)) <= limit``, with ``k``
    counted from the minute of the assay; draw and limit are positive, and less than
    ``2^MAX_HALF_LIVES`` apart.
    """

    def holds(k: int) -> bool:
        share = draw_kbq * (1000 - residual_permille)
        return grown_ceil(share, 1000, -k, half_life_min) <= limit_kbq

    k = _crossing(draw_kbq, residual_permille, limit_kbq, half_life_min)
    while not holds(k):
        k += 1
    while holds(k - 1):
        k -= 1
    return k


def _crossing(
    draw_kbq: int, residual_permille: int, limit_kbq: int, half_life_min: float
) -> int:
    """Minute, to within one, at which the net of a draw crosses a limit."""
    with localcontext(Context(prec=DIGITS)):
        ratio = Decimal(draw_kbq * (1000 - residual_permille)) / (1000 * limit_kbq)
        return round(Decimal(half_life_min) * ratio.ln() / Decimal(2).ln())
