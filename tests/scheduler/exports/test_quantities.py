"""Quantities as text are rounded up, in the unit that suits them."""

import pytest

from scheduler.exports.quantities import (
    activity_text,
    duration_text,
    mbq_text,
    ml_text,
    thousands_text,
)


@pytest.mark.parametrize(
    ("kbq", "text"),
    [
        (0, "0 kBq"),
        (999, "999 kBq"),
        (6_600, "6.60 MBq"),
        (999_999, "1000.00 MBq"),  # rounded up, still short of a gigabecquerel
        (1_000_000, "1.00 GBq"),
        (41_250_001, "41.26 GBq"),  # never less than is needed
    ],
)
def test_activity_takes_the_unit_that_suits_it(kbq: int, text: str) -> None:
    """Alpha emitters read in MBq, batches in GBq, always rounded up."""
    assert activity_text(kbq) == text


@pytest.mark.parametrize(
    ("kbq", "text"), [(255_103, "255.2"), (18_504, "18.51"), (6_601, "6.601")]
)
def test_draws_have_four_significant_digits(kbq: int, text: str) -> None:
    """A draw reads as on a dose calibrator: never less than is to be drawn."""
    assert mbq_text(kbq) == text


def test_volume_is_rounded_up_to_the_hundredth() -> None:
    """1.2301 mL read as 1.24 mL."""
    assert ml_text(1_231) == "1.24"
    assert ml_text(1_230) == "1.23"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (125, "2 h 05 min"),
        (-7, "-7 min"),
        (24 * 60, "1 d"),
        (76 * 60 + 5, "3 d 4 h"),
    ],
)
def test_durations_read_naturally(minutes: int, text: str) -> None:
    """Minutes, hours or days, as people would say it."""
    assert duration_text(minutes) == text


def test_thousands_are_grouped() -> None:
    """Large numbers are grouped by narrow spaces, not by a comma or a point."""
    assert thousands_text(1_250_000) == "1\u202f250\u202f000"
