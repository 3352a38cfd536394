r"""
In-growth of a generator's daughter since the previous elution (rule 6).

.. math::

    A_d(t) = b\,A_p(0)\,\frac{T_p}{T_p - T_d}
             \left(2^{-t/T_p} - 2^{-t/T_d}\right) + A_d(0)\,2^{-t/T_d}

with the limit :math:`b\,A_p(0)\,\ln 2\,(t/T)\,2^{-t/T}` for the in-grown part where
both half-lives are :math:`T`.  This is the two-member Bateman solution; elution
efficiency and spacing are the generator's business.
"""

import math
from decimal import Decimal, localcontext

_DIGITS = 60
"""Unequal floats differ by 1e-16 at least: 60 digits leave more than 40 of them."""


def daughter_activity_kbq(
    parent_kbq: int,
    elapsed_min: int,
    parent_half_life_min: float,
    daughter_half_life_min: float,
    branching: float | Decimal = 1.0,
    initial_daughter_kbq: int = 0,
) -> int:
    """
    Daughter activity on the column that is certainly there [kBq], rounded down.

    Parameters
    ----------
    parent_kbq
        Parent activity at the previous elution [kBq].
    elapsed_min
        Time since the previous elution [min].
    parent_half_life_min, daughter_half_life_min
        Physical half-lives [min]; either may be the longer one.
    branching
        Share of the parent's decays that lead to the daughter.
    initial_daughter_kbq
        Daughter that the previous elution left behind [kBq].

    Raises
    ------
    ValueError
        If a half-life is not positive, the branching not a share, or an activity or
        the time negative.

    Examples
    --------
    >>> daughter_activity_kbq(1_000_000, 120, 390_168.0, 67.71)
    707160

    """
    _check_half_lives(parent_half_life_min, daughter_half_life_min)
    if not 0 <= branching <= 1:
        raise ValueError(f"branching must be in [0, 1], got {branching}.")
    if min(parent_kbq, elapsed_min, initial_daughter_kbq) < 0:
        raise ValueError(
            f"in-growth needs no negative quantity, got parent {parent_kbq} kBq, "
            f"elapsed {elapsed_min} min, daughter {initial_daughter_kbq} kBq."
        )

    with localcontext(prec=_DIGITS):
        parent_t = Decimal(parent_half_life_min)
        daughter_t = Decimal(daughter_half_life_min)
        daughter_left = Decimal(2) ** (-elapsed_min / daughter_t)
        if parent_t == daughter_t:
            grown = Decimal(2).ln() * elapsed_min / parent_t * daughter_left
        else:
            parent_left = Decimal(2) ** (-elapsed_min / parent_t)
            grown = parent_t / (parent_t - daughter_t) * (parent_left - daughter_left)
        return math.floor(
            parent_kbq * Decimal(branching) * grown
            + initial_daughter_kbq * daughter_left
        )


def time_of_maximum_min(
    parent_half_life_min: float, daughter_half_life_min: float
) -> float:
    r"""
    When the in-grown daughter activity is greatest, from none at the start [min].

    :math:`\frac{T_p}{\ln 2}\cdot\frac{\ln(1 + x)}{x}` with
    :math:`x = (T_p - T_d) / T_d`; the second factor is one for equal half-lives.

    Raises
    ------
    ValueError
        If a half-life is not positive.
    """
    _check_half_lives(parent_half_life_min, daughter_half_life_min)
    excess = (parent_half_life_min - daughter_half_life_min) / daughter_half_life_min
    factor = math.log1p(excess) / excess if excess else 1.0
    return parent_half_life_min / math.log(2) * factor


def _check_half_lives(*half_lives_min: float) -> None:
    for half_life_min in half_lives_min:
        if not (half_life_min > 0 and math.isfinite(half_life_min)):
            raise ValueError(f"a half-life must be positive, got {half_life_min} min.")
