"""Activities at other minutes than the reference minute, as linear rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.model.needs import hull_edges
from solver.model.seating import Expr
from solver.state.decayed import scaled_kbq


@dataclass(frozen=True, slots=True)
class Exponent:
    """Minutes by which an activity is carried back, and between what they are."""

    minutes: Expr
    first_min: int
    last_min: int


def require_scaled(
    model: cp_model.CpModel,
    least: Expr,
    amount: tuple[int, float],
    exponent: Exponent,
    literals: Sequence[cp_model.LiteralT],
) -> None:
    r"""
    Under the literals, ask for at least :math:`\lceil A\,2^{m/T} \rceil`.

    The edges of the lower hull say so exactly, see ``solver.model.needs.tie_demand``.
    Beyond the range of the exponent they ask for less.

    Parameters
    ----------
    amount
        Activity [kBq], and its half-life [min].
    """
    activity, half_life = amount
    first, last = exponent.first_min, exponent.last_min
    if last < first:
        return
    values = [scaled_kbq(activity, m, half_life) for m in range(first, last + 1)]
    for run, rise, base in hull_edges(values):
        row = run * least >= rise * (exponent.minutes - first) + base
        model.add(row).only_enforce_if(literals)
