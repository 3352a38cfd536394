"""Days of tests: every 1440 minutes, from 14 September 2026."""

from datetime import date, timedelta

from solver.forecast.possible import Cell

FIRST = date(2026, 9, 14)


def day_of(_: str, minute: int) -> date:
    """The day that holds a minute, whatever the unit."""
    return FIRST + timedelta(days=minute // 1440)


def cell(day: int, unit_id: str = "unit") -> Cell:
    """Of the one product, so many days after the first."""
    return Cell(unit_id, "FDG", FIRST + timedelta(days=day))
