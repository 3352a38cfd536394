from datetime import date, timedelta

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


# Of 2026, when Easter is on 5 April: Thursday to Monday of Easter are 2 to 6 April,
# Ascension is 14 May, Whitsun 24 and 25 May, Corpus Christi 4 June; Midsummer and All
# Saints are Saturdays, 20 June and 31 October. The others are fixed.
OF_2026 = {
    "SE": "0101 0106 0403 0405 0406 0501 0514 0524 0606 0620 1031 1225 1226",
    "DK": "0101 0402 0403 0405 0406 0514 0524 0525 1225 1226",
    "FI": "0101 0106 0403 0405 0406 0501 0514 0524 0619 0620 1031 1206 1224 1225 1226",
    "DE": "0101 0403 0406 0501 0514 0525 1003 1225 1226",
    "NL": "0101 0403 0405 0406 0427 0514 0524 0525 1225 1226",
    "BE": "0101 0405 0406 0501 0514 0524 0525 0721 0815 1101 1111 1225",
    "FR": "0101 0406 0501 0508 0514 0525 0714 0815 1101 1111 1225",
    "IT": "0101 0106 0405 0406 0425 0501 0602 0815 1004 1101 1208 1225 1226",
    "AT": "0101 0106 0406 0501 0514 0525 0604 0815 1026 1101 1208 1225 1226",
}


@pytest.mark.parametrize("country", OF_2026)
def test_producers_keep_the_holidays_of_their_country(country: str) -> None:
    """
    The holidays of 2026 are the listed ones, and no other day of the year.
    """
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    found = [f"{day:%m%d}" for day in year if is_holiday(day, Holidays(country))]

    assert found == OF_2026[country].split()


@pytest.mark.parametrize(
    ("country", "day", "is_kept"),
    [
        pytest.param("DK", date(2023, 5, 5), True, id="last Great Prayer Day"),
        pytest.param("DK", date(2024, 4, 26), False, id="no Great Prayer Day"),
        pytest.param("NL", date(2025, 4, 26), True, id="King's Day before a Sunday"),
        pytest.param("NL", date(2025, 4, 27), False, id="Sunday without King's Day"),
        pytest.param("NL", date(2030, 5, 5), True, id="Liberation Day of a lustrum"),
        pytest.param("IT", date(2025, 10, 4), False, id="Saint Francis not yet"),
        pytest.param("SE", date(2026, 6, 20), True, id="earliest Midsummer"),
        pytest.param("SE", date(2027, 6, 26), True, id="latest Midsummer"),
        pytest.param("DE", date(2017, 10, 31), True, id="500 years of Reformation"),
        pytest.param("SE", date(2004, 5, 31), True, id="last Swedish Whit Monday"),
        pytest.param("IT", date(2011, 3, 17), True, id="150 years of Italy"),
    ],
)
def test_holidays_that_move_or_come_and_go(
    country: str, day: date, *, is_kept: bool
) -> None:
    """
    Years and weekdays on which a country's holidays differ from the rule.
    """
    assert is_holiday(day, Holidays(country)) is is_kept
