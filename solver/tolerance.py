"""
When may a dose that exists be injected? While its net activity keeps to its limits.

A protocol's tolerance judges execution: doses already dispensed or bought whole whose
injection moves, and the interval in which a drawn dose stays usable.  Both limits
hold, for an early injection overdoses; both are rounded against us.
"""

import math
from collections.abc import Callable

from solver.decay import remaining_at_most_kbq, remaining_kbq
from solver.problem.products import Product


def limits_kbq(target_kbq: int, tolerance_permille: int) -> tuple[int, int]:
    """Least and most net activity at the injection [kBq], both allowed."""
    least = -(-target_kbq * (1000 - tolerance_permille) // 1000)
    most = target_kbq * (1000 + tolerance_permille) // 1000
    return least, most


def dispensed_ages_min(
    product: Product, content_kbq: int, target_kbq: int, tolerance_permille: int
) -> tuple[int, int]:
    """
    First and last age at which a dispensed dose is within its limits.

    Parameters
    ----------
    content_kbq
        What the syringe gives at the reference minute; it may be nothing.
    tolerance_permille
        The protocol's tolerance around the target, in thousandths.

    Returns
    -------
    tuple
        Minutes after the reference minute, both included; the first lies after the
        last where no minute is within the limits.
    """
    if content_kbq <= 0:
        return 1, 0
    kept = 1000 - product.residual_permille

    def left(age_min: int) -> int:
        return remaining_kbq(content_kbq, age_min, product.half_life_min) * kept

    return _ages(
        product.half_life_min,
        content_kbq * kept / 1000,
        limits_kbq(target_kbq, tolerance_permille),
        (lambda age: left(age) // 1000, lambda age: -(-left(age) // 1000)),
    )


def usable_span_min(
    product: Product, draw_kbq: int, target_kbq: int, tolerance_permille: int
) -> tuple[int, int]:
    """
    First and last minute, relative to the planned one, to inject a given draw.

    ``draw_kbq`` is the assay at the planned minute; the bounds are as in
    ``dispensed_ages_min``.
    """
    drawn = draw_kbq * (1000 - product.residual_permille)
    half_life = product.half_life_min
    return _ages(
        half_life,
        drawn / 1000,
        limits_kbq(target_kbq, tolerance_permille),
        (
            lambda slip: remaining_kbq(drawn, slip, half_life) // 1000,
            lambda slip: -(-remaining_at_most_kbq(drawn, slip, half_life) // 1000),
        ),
    )


def _ages(
    half_life_min: float,
    net_kbq: float,
    limits: tuple[int, int],
    net_at: tuple[Callable[[int], int], Callable[[int], int]],
) -> tuple[int, int]:
    """First and last age within limits, from estimates put right minute by minute."""
    least, most = limits
    surely, at_most = net_at
    first = math.floor(half_life_min * math.log2(net_kbq / most)) - 2
    while at_most(first) > most:
        first += 1
    last = math.ceil(half_life_min * math.log2(net_kbq / least)) + 2
    while surely(last) < least:
        last -= 1
    return first, last
