"""Parents and daughters of the generators."""

from dataclasses import dataclass
from decimal import Decimal

from solver.nuclides.lookup import UnknownNuclide, nuclide
from solver.nuclides.record import Nuclide


@dataclass(frozen=True, slots=True)
class GeneratorPair:
    """
    A parent on the column and the daughter that is eluted.

    Parameters
    ----------
    branching
        Share of the parent's decays that lead to the daughter.
    uncertainty
        Its standard uncertainty; ``None`` where the source gives no branching
        because there is nothing else to decay to.
    """

    parent: Nuclide
    daughter: Nuclide
    branching: Decimal
    uncertainty: Decimal | None


# Branching fractions from the files cited as Source.DDEP. Sr-82 and Ge-68 decay to
# the daughter only. For Mo-99 the file states transitions, and the fraction is the
# sum of those that end in the 142.68 keV level, which is Tc-99m, per 100 decays:
# the direct beta 82.1(15), and the gammas with their conversion electrons
# 366.4 keV 1.194 * 1.00915 = 1.205, 528.8 keV 0.0541 * 1.00378 = 0.054,
# 777.9 keV 4.28 * 1.00059 = 4.283, 861.2 keV 0.0007, 986.4 keV 0.0014 and
# 1056.2 keV 0.0010; 87.6(15) in all.  (ICRP-107, a check only, has 0.8773.)
_PAIRS = {
    pair.daughter.symbol: pair
    for pair in (
        GeneratorPair(
            nuclide("Mo-99"), nuclide("Tc-99m"), Decimal("0.876"), Decimal("0.015")
        ),
        GeneratorPair(nuclide("Ge-68"), nuclide("Ga-68"), Decimal(1), None),
        GeneratorPair(nuclide("Sr-82"), nuclide("Rb-82"), Decimal(1), None),
    )
}


def generator_pair(daughter: str) -> GeneratorPair:
    """
    The generator that yields ``daughter``, in any spelling.

    Raises
    ------
    UnknownNuclide
        If no generator of the table yields it.
    """
    pair = _PAIRS.get(nuclide(daughter).symbol)
    if pair is None:
        raise UnknownNuclide(daughter, tuple(_PAIRS))
    return pair
