from datetime import date

import pytest

from scheduler.imports.planning_file.holidays import easter_sunday, is_holiday
from scheduler.imports.planning_file.schema_calendar import Holidays


@pytest.mark.parametrize(
    "easter",
    [
        date(1961, 4, 2),
        date(2000, 4, 23),
        date(2008, 3, 23),  # one day after the earliest there is
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),  # the latest there is
        date(2049, 4, 18),  # a year in which the plain epact would say 25 April
    ],
)
def test_easter_falls_where_almanacs_have_it(easter: date) -> None:
    """
    The computed Sunday is the known one, extremes included.
    """
    assert easter_sunday(easter.year) == easter


def test_easter_is_a_sunday_after_21_march() -> None:
    """
    For two centuries, Easter is a Sunday from 22 March to 25 April.
    """
    for year in range(1900, 2101):
        easter = easter_sunday(year)
        assert easter.isoweekday() == 7
        assert date(year, 3, 22) <= easter <= date(year, 4, 25)


def test_no_holidays_where_none_are_asked_for() -> None:
    """
    Without a set of holidays, Christmas is a day like others.
    """
    christmas = date(2026, 12, 25)

    assert not is_holiday(christmas, None)
    assert is_holiday(christmas, Holidays.NO)
