import pytest

from solver.nuclides import NUCLIDES, UnknownNuclide, nuclide


@pytest.mark.parametrize(
    "name",
    ["F-18", "F18", "18F", "18-F", "[18F]", "f-18", "¹⁸F", "^{18}F", " F 18 ", "F‑18"],
)
def test_spellings_of_a_ground_state(name: str) -> None:
    """The common spellings of F-18 all mean F-18."""
    assert nuclide(name) is NUCLIDES["F-18"]


@pytest.mark.parametrize(
    "name", ["Tc-99m", "Tc99m", "99mTc", "99m-Tc", "[99mTc]", "TC-99M", "⁹⁹ᵐTc"]
)
def test_spellings_of_an_isomer(name: str) -> None:
    """The common spellings of Tc-99m all mean Tc-99m."""
    assert nuclide(name) is NUCLIDES["Tc-99m"]


def test_isomer_and_ground_state_differ() -> None:
    """Lu-177 and its isomer are two nuclides, and small letters confuse no m."""
    assert nuclide("177Lu").symbol == "Lu-177"
    assert nuclide("177mLu").symbol == "Lu-177m"
    assert nuclide("99mo").symbol == "Mo-99"  # not the isomer of O-99
    assert nuclide("99mtc").symbol == "Tc-99m"


@pytest.mark.parametrize("symbol", NUCLIDES)
def test_every_nuclide_is_found_both_ways(symbol: str) -> None:
    """Each canonical symbol, and its mass-first form, finds exactly its nuclide."""
    element, mass = symbol.split("-")

    assert nuclide(symbol).symbol == symbol
    assert nuclide(mass + element).symbol == symbol


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("F-19", "F-18"),
        ("Tc-99", "Tc-99m"),
        ("Lu-177n", "Lu-177"),
        ("Ra-232", "Ra-223"),
    ],
)
def test_near_matches_are_listed(name: str, near: str) -> None:
    """A name that misses by a little is refused with what may have been meant."""
    with pytest.raises(UnknownNuclide, match=f"unknown nuclide '{name}'.*{near}") as e:
        nuclide(name)

    assert near in e.value.near_matches
    assert e.value.name == name


@pytest.mark.parametrize("name", ["", "-", "gold", "[18F]FDG"])
def test_what_is_no_nuclide_is_refused(name: str) -> None:
    """A name that is no nuclide is a ValueError, and names something to choose from."""
    with pytest.raises(ValueError, match="F-18"):
        nuclide(name)
