r"""
What generators give at most, certainly rounded (rules 2 and 6).

The eluate of a generator that was eluted :math:`D` minutes before is the daughter's
in-growth (see :mod:`solver.ingrowth`), times efficiency and yield, decayed over the
synthesis: one rounding, downwards, over the exact real product.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from solver.powers import floor_at_limit, floor_of_difference, quick_floor

_PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """
    A generator as far as its eluate depends on it.

    Parameters
    ----------
    parent_kbq, calibrated_min
        Parent activity on the column, and the minute it refers to.
    branching_permille, efficiency_permille
        Share of decays that lead to the daughter, and of the daughter eluted [1/1000].
    parent_half_life_min, daughter_half_life_min
        Physical half-lives [min].
    """

    parent_kbq: int
    calibrated_min: int
    branching_permille: int
    efficiency_permille: int
    parent_half_life_min: float
    daughter_half_life_min: float


@lru_cache(maxsize=1 << 18)
def eluted_kbq(
    column: Column,
    elution_min: int,
    elapsed_min: int,
    synthesis_min: int,
    yield_permille: int,
) -> int:
    """
    Activity at EOS of an eluate [kBq], rounded down.

    At an elution minute it grows with the minutes elapsed; after given minutes
    elapsed it falls with the elution minute.

    Parameters
    ----------
    elution_min
        When the synthesis begins.
    elapsed_min
        Minutes since the elution before, for a run or for the waste.
    """
    if elapsed_min <= 0:
        return 0
    law = _law_of(column, synthesis_min, yield_permille)
    since = elution_min - column.calibrated_min
    if law.spread > 0:
        # What the longer-lived of the two leaves, less what the other does.
        high = -since / column.parent_half_life_min - float(law.lag)
        high += elapsed_min * law.rise
        found = quick_floor(law.weight, high, elapsed_min * law.spread)
        if found is not None:
            return found
    parent = Fraction(column.parent_half_life_min)
    daughter = Fraction(column.daughter_half_life_min)
    before = (elapsed_min - since) / parent - law.lag
    kept, lost = before - elapsed_min / parent, before - elapsed_min / daughter
    if parent == daughter:
        return floor_at_limit(law.exact_weight, kept, elapsed_min / parent)
    return floor_of_difference(law.exact_weight, max(kept, lost), min(kept, lost))


@dataclass(frozen=True, slots=True)
class _Law:
    """
    What of the in-growth depends on generator and process alone.

    Halvings per minute in which the half-lives differ (``spread``), and by which the
    daughter's are fewer, or 0 (``rise``); halvings during the synthesis (``lag``).
    """

    exact_weight: Fraction
    weight: float
    spread: float
    rise: float
    lag: Fraction


@lru_cache(maxsize=1 << 10)
def _law_of(column: Column, synthesis_min: int, yield_permille: int) -> _Law:
    parent = Fraction(column.parent_half_life_min)
    daughter = Fraction(column.daughter_half_life_min)
    weight = Fraction(
        column.parent_kbq
        * column.branching_permille
        * column.efficiency_permille
        * yield_permille,
        _PERMILLE**3,
    )
    if parent != daughter:
        weight *= parent / abs(parent - daughter)
    return _Law(
        exact_weight=weight,
        weight=float(weight),
        spread=float(abs(1 / daughter - 1 / parent)),
        rise=max(float(1 / parent - 1 / daughter), 0.0),
        lag=synthesis_min / daughter,
    )


def least_elapsed_min(
    column: Column,
    elution_min: int,
    most_elapsed_min: int,
    activity_kbq: int,
    chemistry: tuple[int, int],
) -> int | None:
    """
    Fewest minutes of in-growth that give an activity; ``None`` if none do.

    Parameters
    ----------
    most_elapsed_min
        The most there could be.
    chemistry
        Synthesis minutes, and yield in thousandths.
    """

    def is_enough(elapsed_min: int) -> bool:
        return eluted_kbq(column, elution_min, elapsed_min, *chemistry) >= activity_kbq

    low, high = 0, most_elapsed_min
    if high < 1 or not is_enough(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
