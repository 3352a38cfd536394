"""Another program's decay, from its own half-lives (ICRP-107): a check only."""

from typing import Any

import pytest

from solver.decay import decay_factor
from solver.ingrowth import daughter_activity_kbq
from solver.nuclides import NUCLIDES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rd() -> Any:
    return pytest.importorskip(
        "radioactivedecay", reason="the oracle is an optional dependency"
    )


@pytest.mark.parametrize("symbol", NUCLIDES)
def test_decay_agrees_with_radioactivedecay(rd: Any, symbol: str) -> None:
    """With its own half-life, the oracle's share left agrees to one part in 1e9."""
    half_life_min = rd.Nuclide(symbol).half_life("m")

    for halvings in (0.001, 0.5, 1.0, 7.3):
        elapsed = halvings * half_life_min
        oracle = rd.Inventory({symbol: 1.0}, "Bq").decay(elapsed, "m")
        assert decay_factor(elapsed, half_life_min) == pytest.approx(
            oracle.activities("Bq")[symbol], rel=1e-9
        )


@pytest.mark.parametrize("symbol", NUCLIDES)
def test_table_is_within_two_percent(rd: Any, symbol: str) -> None:
    """No evaluated half-life is further than 2 % from the oracle's."""
    assert NUCLIDES[symbol].half_life_min == pytest.approx(
        rd.Nuclide(symbol).half_life("m"), rel=0.02
    )


@pytest.mark.parametrize(
    ("parent", "daughter", "branching"),
    [("Mo-99", "Tc-99m", 0.8773), ("Ge-68", "Ga-68", 1.0), ("Sr-82", "Rb-82", 1.0)],
)
@pytest.mark.parametrize("halvings", [0.1, 1.0, 5.0, 20.0])
def test_ingrowth_agrees_with_radioactivedecay(
    rd: Any, parent: str, daughter: str, branching: float, halvings: float
) -> None:
    """With its half-lives and branching, the oracle's daughter agrees to 1e-9."""
    parent_t = rd.Nuclide(parent).half_life("m")
    daughter_t = rd.Nuclide(daughter).half_life("m")
    elapsed = max(1, round(halvings * daughter_t))
    oracle = rd.Inventory({parent: 1e12}, "Bq").decay(elapsed, "m")
    activity = daughter_activity_kbq(10**12, elapsed, parent_t, daughter_t, branching)

    assert activity == pytest.approx(oracle.activities("Bq")[daughter], rel=1e-9)
