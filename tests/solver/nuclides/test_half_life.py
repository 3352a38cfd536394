import math

import pytest

from solver.nuclides import UnknownNuclide, half_life_for, nuclide

DAY_MIN = 24 * 60


def test_without_override_the_table_holds() -> None:
    """A product without a half-life of its own follows the evaluated one."""
    resolved = half_life_for("18F")

    assert resolved.value_min == nuclide("F-18").half_life_min
    assert resolved.source == "DDEP"
    assert not resolved.is_overridden


def test_override_and_table_are_both_visible() -> None:
    """A label's 11.4 d holds for its product, with the evaluated 11.43 d beside it."""
    radium = nuclide("Ra-223")
    resolved = half_life_for(radium, 11.4 * DAY_MIN, "label")

    assert resolved.is_overridden
    assert resolved.value_min == 11.4 * DAY_MIN
    assert resolved.source == "label"
    assert resolved.evaluated is radium
    assert resolved.evaluated.half_life_min == pytest.approx(11.43 * DAY_MIN)


def test_an_override_that_repeats_the_value_is_still_one() -> None:
    """Who states a half-life is kept, even where the table says the same."""
    radium = nuclide("Ra-223")

    assert half_life_for(radium, radium.half_life_min, "label").is_overridden


@pytest.mark.parametrize(
    ("override_min", "source"),
    [(16_416.0, None), (16_416.0, ""), (None, "label")],
    ids=["no source", "empty source", "no value"],
)
def test_override_needs_its_source(
    override_min: float | None, source: str | None
) -> None:
    """An override without a source, or a source without an override, is refused."""
    with pytest.raises(ValueError, match=r"Ra-223: .* come together"):
        half_life_for("Ra-223", override_min, source)


@pytest.mark.parametrize(
    "override_min",
    [1.8289, 109.734 * 0.949, 109.734 * 1.06, 0.0, -109.734, math.nan, math.inf],
    ids=["hours", "too short", "too long", "none", "negative", "nan", "infinite"],
)
def test_an_override_far_off_is_refused(override_min: float) -> None:
    """A half-life beyond 5 % of the evaluated one is a slip, such as hours."""
    with pytest.raises(ValueError, match=r"F-18: the override .* more than 5% off"):
        half_life_for("F-18", override_min, "label")


@pytest.mark.parametrize("factor", [0.951, 1.049])
def test_an_override_near_enough_is_accepted(factor: float) -> None:
    """Within 5 % of the evaluated half-life, a label may differ."""
    value = factor * nuclide("F-18").half_life_min

    assert half_life_for("F-18", value, "label").value_min == value


def test_unknown_nuclide_is_refused() -> None:
    """An override does not make a nuclide known."""
    with pytest.raises(UnknownNuclide):
        half_life_for("Xx-1", 100.0, "label")
