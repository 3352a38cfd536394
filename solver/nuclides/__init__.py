"""Half-lives with uncertainty and source, their overrides, and generator pairs."""

from solver.nuclides.half_life import HalfLife, half_life_for
from solver.nuclides.lookup import UnknownNuclide, nuclide
from solver.nuclides.pairs import GeneratorPair, generator_pair
from solver.nuclides.record import Nuclide, Source, TimeUnit
from solver.nuclides.table import NUCLIDES

__all__ = [
    "NUCLIDES",
    "GeneratorPair",
    "HalfLife",
    "Nuclide",
    "Source",
    "TimeUnit",
    "UnknownNuclide",
    "generator_pair",
    "half_life_for",
    "nuclide",
]
