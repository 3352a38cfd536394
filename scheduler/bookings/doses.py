"""What was given: the assay at the injection, less what stayed in syringe and line."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from solver.decay import need_kbq, remaining_kbq
from solver.tolerance import limits_kbq

_PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Measured:
    """An activity and when it was measured [kBq]."""

    activity_kbq: int
    at: datetime


def net_kbq(
    assay: Measured,
    residual: Measured | None,
    injected_at: datetime,
    half_life_min: float,
) -> int:
    r"""
    Net activity at the injection [kBq], rounded against us.

    :math:`A\,2^{-(t - t_A) / T} - R\,2^{(t_R - t) / T}` with the injection at
    :math:`t`, the assay :math:`A` at :math:`t_A` and the residual :math:`R` at
    :math:`t_R`.
    """
    given = remaining_kbq(
        assay.activity_kbq, _minutes(assay.at, injected_at), half_life_min
    )
    if residual is None or not residual.activity_kbq:
        return given
    age = _minutes(injected_at, residual.at)
    return given - need_kbq(residual.activity_kbq, age, half_life_min)


@dataclass(frozen=True, slots=True)
class Deviation:
    """
    What was given, compared with what was to be given.

    Parameters
    ----------
    permille
        Of the target, more (positive) or less (negative), away from zero.
    is_within
        Whether it keeps to the tolerance of the protocol.
    """

    net_kbq: int
    target_kbq: int
    permille: int
    is_within: bool


def deviation(net: int, target_kbq: int, tolerance_permille: int) -> Deviation:
    """A net activity, compared with the target and its tolerance."""
    least, most = limits_kbq(target_kbq, tolerance_permille)
    off = abs(net - target_kbq)
    permille = -(-off * _PERMILLE // target_kbq)
    sign = 1 if net >= target_kbq else -1
    return Deviation(net, target_kbq, sign * permille, least <= net <= most)


def _minutes(start: datetime, end: datetime) -> Fraction:
    """Time between two instants in minutes, to the microsecond."""
    span = end - start
    micros = (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
    return Fraction(micros, 60_000_000)
