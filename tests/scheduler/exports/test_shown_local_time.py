"""Local time as text: always with its offset, right across a change of clocks."""

from datetime import UTC, date, datetime

import pytest

from scheduler.exports.local_time import (
    LocalClock,
    clock_text,
    day_text,
    is_zone,
    moment_text,
)

# The night of 29 March 2026: at 01:00 UTC, Oslo goes from 02:00 to 03:00.
CLOCK = LocalClock(datetime(2026, 3, 28, 23, tzinfo=UTC), "Europe/Oslo")


def test_moments_carry_their_offset() -> None:
    """Before the change +01:00, an hour of elapsed time later +02:00."""
    assert moment_text(CLOCK.at(119)) == "Sun 29 Mar 01:59 +01:00"
    assert moment_text(CLOCK.at(120)) == "Sun 29 Mar 03:00 +02:00"


def test_a_sheet_adds_what_differs() -> None:
    """A time on a sheet adds its day and offset only where they are others."""
    sheet_at = CLOCK.at(60)

    assert clock_text(CLOCK.at(90), sheet_at) == "01:30"
    assert clock_text(CLOCK.at(180), sheet_at) == "04:00 +02:00"
    assert clock_text(CLOCK.at(24 * 60), sheet_at) == "30 Mar 01:00 +02:00"


def test_days_are_written_in_full() -> None:
    """A sheet's heading needs no guess about the order of day and month."""
    assert day_text(date(2026, 3, 2)) == "Monday 2 March 2026"


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_unknown_zones_are_known_as_such(name: str) -> None:
    """Whatever is no zone is refused by an answer, not by an exception."""
    assert is_zone("Europe/Oslo")
    assert not is_zone(name)
