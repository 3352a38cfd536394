"""Norwegian public holidays, computed."""

from datetime import date, timedelta
from functools import lru_cache

from scheduler.imports.planning_file.schema_calendar import Holidays

_FROM_EASTER = {
    "Maundy Thursday": -3,
    "Good Friday": -2,
    "Easter Sunday": 0,
    "Easter Monday": 1,
    "Ascension Day": 39,
    "Whit Sunday": 49,
    "Whit Monday": 50,
}
_FIXED = {
    "New Year's Day": (1, 1),
    "Labor Day": (5, 1),
    "Constitution Day": (5, 17),
    "Christmas Day": (12, 25),
    "Second Christmas Day": (12, 26),
}
_EVES = {"Christmas Eve": (12, 24), "New Year's Eve": (12, 31)}


def easter_sunday(year: int) -> date:
    """
    Easter Sunday of the Gregorian calendar.

    The anonymous Gregorian computus (Meeus, Jones, Butcher).

    Examples
    --------
    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)

    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leap_years, year_rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date, holidays: Holidays | None) -> bool:
    """Whether a date is one of these public holidays; never for ``None``."""
    return holidays is not None and day in _of_year(day.year, holidays)


@lru_cache(maxsize=512)
def _of_year(year: int, holidays: Holidays) -> frozenset[date]:
    easter = easter_sunday(year)
    fixed = _FIXED | (_EVES if holidays is Holidays.NO_WITH_EVES else {})
    return frozenset(
        [easter + timedelta(days=offset) for offset in _FROM_EASTER.values()]
        + [date(year, month, day) for month, day in fixed.values()]
    )
