"""What the table knows of a nuclide."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class TimeUnit(StrEnum):
    """Unit a half-life is published in."""

    SECOND = "s"
    MINUTE = "min"
    HOUR = "h"
    DAY = "d"
    YEAR = "y"


# The year is the tropical one, 365.2422 d, as is usual for tables of nuclides
# (general knowledge, unverified). The Julian year would differ by 2e-5, less than
# the uncertainty of every half-life here that is published in years.
SECONDS_PER_UNIT = {
    TimeUnit.SECOND: Decimal(1),
    TimeUnit.MINUTE: Decimal(60),
    TimeUnit.HOUR: Decimal(3_600),
    TimeUnit.DAY: Decimal(86_400),
    TimeUnit.YEAR: Decimal(86_400) * Decimal("365.2422"),
}


class Source(StrEnum):
    """Evaluation a half-life is taken from; ``citation`` spells it out."""

    DDEP = "DDEP"
    NUBASE2020 = "NUBASE2020"

    @property
    def citation(self) -> str:
        """The publication, and in which copy it was read."""
        return _CITATIONS[self]


_CITATIONS = {
    Source.DDEP: (
        "Decay Data Evaluation Project, recommended data of LNE-LNHB, published in "
        "the series Table of Radionuclides, Monographie BIPM-5; read in the "
        "ENSDF-format files distributed with EGSnrc "
        "(nrc-cnrc/EGSnrc, HEN_HOUSE/spectra/lnhb/ensdf)"
    ),
    Source.NUBASE2020: (
        "F.G. Kondev, M. Wang, W.J. Huang, S. Naimi and G. Audi, Chinese Physics C 45 "
        "(2021) 030001 (NUBASE2020); read in the table nubase_4.mas20.txt "
        "(pynucastro/pynucastro, pynucastro/nucdata/AtomicMassEvaluation)"
    ),
}


@dataclass(frozen=True, slots=True)
class Nuclide:
    """
    A radionuclide with its evaluated half-life.

    Parameters
    ----------
    symbol
        Canonical name: "F-18", "Tc-99m".
    half_life
        Physical half-life in ``unit``, with the digits of the source.
    unit
        Unit the source publishes it in.
    uncertainty
        Standard uncertainty in ``unit``; ``None`` where the source gives none.
    source
        Evaluation the value was read in.
    """

    symbol: str
    half_life: Decimal
    unit: TimeUnit
    uncertainty: Decimal | None
    source: Source

    def __post_init__(self) -> None:
        if self.half_life <= 0:
            raise ValueError(f"{self.symbol} has half-life {self.half_life}.")
        if self.uncertainty is not None and self.uncertainty <= 0:
            raise ValueError(f"{self.symbol} has uncertainty {self.uncertainty}.")

    @property
    def half_life_min(self) -> float:
        """Physical half-life [min]."""
        seconds = self.half_life * SECONDS_PER_UNIT[self.unit]
        return float(seconds / SECONDS_PER_UNIT[TimeUnit.MINUTE])
