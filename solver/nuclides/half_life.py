"""Which half-life a product is planned with, and which one it stands in for."""

import math
from dataclasses import dataclass

from solver.nuclides.lookup import nuclide
from solver.nuclides.record import Nuclide

MAX_OVERRIDE_DEVIATION = 0.05
"""
Largest relative distance of an override from the evaluated half-life.

Labels round in the third digit (11.4 d for 11.43 d) and evaluations moved by 1 %
(Ac-225); a difference beyond 5 % is a wrong unit or a wrong nuclide.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLife:
    """
    The half-life in use, beside the evaluated one.

    Parameters
    ----------
    value_min
        Half-life that decay is computed with [min].
    source
        Where ``value_min`` comes from: an evaluation or, for example, a label.
    evaluated
        The nuclide as the table has it.
    """

    value_min: float
    source: str
    evaluated: Nuclide

    @property
    def is_overridden(self) -> bool:
        """Whether the product does not follow the table."""
        table = (self.evaluated.half_life_min, self.evaluated.source)
        return (self.value_min, self.source) != table


def half_life_for(
    of: Nuclide | str,
    override_min: float | None = None,
    override_source: str | None = None,
) -> HalfLife:
    """
    The half-life of a product: its override if it has one, else the table's.

    Parameters
    ----------
    of
        The nuclide, or its name in any spelling.
    override_min
        Half-life stated for the product [min].
    override_source
        Who states it; an override without a source is refused.

    Raises
    ------
    ValueError
        If an override comes without source or a source without override, or if the
        override is more than 5 % off the evaluated value.
    """
    evaluated = of if isinstance(of, Nuclide) else nuclide(of)
    if (override_min is None) != (not override_source):
        raise ValueError(
            f"{evaluated.symbol}: a half-life override and its source come together"
        )
    if override_min is None or override_source is None:
        return HalfLife(
            value_min=evaluated.half_life_min,
            source=evaluated.source,
            evaluated=evaluated,
        )
    if not math.isclose(
        override_min, evaluated.half_life_min, rel_tol=MAX_OVERRIDE_DEVIATION
    ):
        raise ValueError(
            f"{evaluated.symbol}: the override of {override_min} min "
            f"({override_source}) is more than {MAX_OVERRIDE_DEVIATION:.0%} off the "
            f"evaluated {evaluated.half_life_min} min ({evaluated.source})"
        )
    return HalfLife(value_min=override_min, source=override_source, evaluated=evaluated)
