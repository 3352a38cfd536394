from decimal import Decimal

import pytest

from solver.nuclides import UnknownNuclide, generator_pair


@pytest.mark.parametrize(
    ("daughter", "parent"), [("99mTc", "Mo-99"), ("Ga-68", "Ge-68"), ("Rb82", "Sr-82")]
)
def test_each_daughter_has_its_parent(daughter: str, parent: str) -> None:
    """The three generators are found by their daughters, in any spelling."""
    pair = generator_pair(daughter)

    assert pair.parent.symbol == parent
    assert pair.parent.half_life_min > pair.daughter.half_life_min


def test_branching_of_molybdenum_is_the_sum_of_its_feeds() -> None:
    """The branching to Tc-99m is the sum of the transitions into its level."""
    # Per 100 decays of Mo-99, from the evaluated file: beta, then gamma * (1 + alpha).
    feeds = [
        Decimal("82.1"),
        Decimal("1.194") * Decimal("1.00915"),
        Decimal("0.0541") * Decimal("1.00378"),
        Decimal("4.28") * Decimal("1.000589"),
        Decimal("0.0007"),
        Decimal("0.0014"),
        Decimal("0.00103"),
    ]
    pair = generator_pair("Tc-99m")

    assert round(sum(feeds) / 100, 3) == pair.branching
    assert pair.uncertainty == Decimal("0.015")


@pytest.mark.parametrize("daughter", ["Ga-68", "Rb-82"])
def test_other_parents_decay_to_the_daughter_only(daughter: str) -> None:
    """Ge-68 and Sr-82 have nothing else to decay to."""
    assert generator_pair(daughter).branching == 1


def test_what_no_generator_yields_is_refused() -> None:
    """F-18 comes from a cyclotron; asking for its generator names those there are."""
    with pytest.raises(UnknownNuclide, match="Tc-99m, Ga-68, Rb-82"):
        generator_pair("F-18")
