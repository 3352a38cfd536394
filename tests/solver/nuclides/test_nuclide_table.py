from decimal import Decimal

import pytest

from solver.nuclides import NUCLIDES, Nuclide, Source, TimeUnit, nuclide

# ICRP-107 half-lives [min] as the domain facts list them: a check only.
ICRP_107_MIN = {
    "O-15": 122.24 / 60,
    "Rb-82": 1.273,
    "N-13": 9.965,
    "C-11": 20.39,
    "Bi-212": 60.55,
    "Ga-68": 67.71,
    "F-18": 109.77,
    "Cu-61": 3.333 * 60,
    "Tc-99m": 6.015 * 60,
    "At-211": 7.214 * 60,
    "Pb-212": 10.64 * 60,
    "Cu-64": 12.70 * 60,
    "I-123": 13.27 * 60,
    "Y-90": 64.10 * 60,
    "Mo-99": 65.94 * 60,
    "In-111": 2.8047 * 1440,
    "Zr-89": 78.41 * 60,
    "Ra-224": 3.66 * 1440,
    "I-124": 4.176 * 1440,
    "Lu-177": 6.647 * 1440,
    "Tb-161": 6.906 * 1440,
    "I-131": 8.0207 * 1440,
    "Ac-225": 10.0 * 1440,
    "Ra-223": 11.43 * 1440,
    "Th-227": 18.68 * 1440,
    "Sr-82": 25.36 * 1440,
    "W-188": 69.78 * 1440,
    "Lu-177m": 160.4 * 1440,
    "Ge-68": 270.95 * 1440,
    "Th-228": 1.9116 * 365.2422 * 1440,
    "Ac-227": 21.772 * 365.2422 * 1440,
}


def test_every_nuclide_of_the_domain_is_there() -> None:
    """The table holds the 31 nuclides of the domain facts, and no other."""
    assert set(NUCLIDES) == set(ICRP_107_MIN)
    assert len(NUCLIDES) == 31


@pytest.mark.parametrize("symbol", ICRP_107_MIN)
def test_table_is_near_icrp_107(symbol: str) -> None:
    """No evaluated half-life is 2 % off the older ICRP-107 one: no typing error."""
    assert nuclide(symbol).half_life_min == pytest.approx(
        ICRP_107_MIN[symbol], rel=0.02
    )


def test_shortest_half_life_comes_first() -> None:
    """The table is sorted by half-life, so a misplaced unit would stand out."""
    half_lives = [each.half_life_min for each in NUCLIDES.values()]

    assert half_lives == sorted(half_lives)


@pytest.mark.parametrize("symbol", NUCLIDES)
def test_uncertainty_is_small_and_cited(symbol: str) -> None:
    """Every half-life has an uncertainty below 1 % and a source that can be cited."""
    each = NUCLIDES[symbol]

    assert each.uncertainty is not None
    assert each.uncertainty / each.half_life < Decimal("0.01")
    assert "Monographie BIPM-5" in each.source.citation or (
        "NUBASE2020" in each.source.citation
    )


@pytest.mark.parametrize(
    ("symbol", "half_life_min"),
    [
        ("O-15", 2.041),
        ("F-18", 109.734),  # 1.82890 h * 60
        ("Lu-177", 9571.68),  # 6.647 d * 1440
        ("Th-228", 1_005_929.613_676_8),  # 1.9126 y * 365.2422 * 1440
    ],
    ids=["minutes", "hours", "days", "years"],
)
def test_half_life_in_minutes(symbol: str, half_life_min: float) -> None:
    """Each published unit converts to minutes."""
    assert nuclide(symbol).half_life_min == pytest.approx(half_life_min, rel=1e-15)


def test_seconds_convert_to_minutes() -> None:
    """A half-life published in seconds is a sixtieth in minutes."""
    oxygen = Nuclide(
        "O-15", Decimal("122.266"), TimeUnit.SECOND, Decimal("0.043"), Source.NUBASE2020
    )

    assert oxygen.half_life_min == pytest.approx(2.037_766_666_666_666_7, rel=1e-15)


@pytest.mark.parametrize(
    ("half_life", "uncertainty"), [("0", "0.1"), ("-1", None), ("1", "0")]
)
def test_impossible_nuclides_are_refused(
    half_life: str, uncertainty: str | None
) -> None:
    """No half-life of nothing, and no certainty without an uncertainty."""
    with pytest.raises(ValueError, match="X-1 has"):
        Nuclide(
            "X-1",
            Decimal(half_life),
            TimeUnit.HOUR,
            None if uncertainty is None else Decimal(uncertainty),
            Source.DDEP,
        )
