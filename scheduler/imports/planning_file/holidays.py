"""
Public holidays of hospitals' and producers' countries, computed.

Nationwide holidays only, regional ones not: a site or producer with others lists
them as dates. The countries but Norway follow general knowledge, and agree with the
Python package ``holidays`` 0.108 for the years 2008 to 2040, but for Italy's day of
unity, which is a Sunday.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from scheduler.imports.planning_file.schema_calendar import Holidays

_THURSDAY_BEFORE, _FRIDAY_BEFORE, _EASTER, _MONDAY_AFTER = -3, -2, 0, 1
_PRAYER_DAY, _ASCENSION, _WHIT_SUNDAY, _WHIT_MONDAY = 26, 39, 49, 50
_CORPUS_CHRISTI = 60
_NEW_YEAR, _EPIPHANY, _MAY_DAY = (1, 1), (1, 6), (5, 1)
_ASSUMPTION, _ALL_SAINTS, _CONCEPTION = (8, 15), (11, 1), (12, 8)
_CHRISTMAS = ((12, 25), (12, 26))
_EVES = ((12, 24), (12, 31))
_SATURDAY, _SUNDAY = 5, 6


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


def _none(_: int) -> Iterator[date]:
    return iter(())


def _saturday_from(year: int, month: int, day: int) -> date:
    """The first Saturday that is not before a date."""
    first = date(year, month, day)
    return first + timedelta(days=(_SATURDAY - first.weekday()) % 7)


def _whit_monday(year: int) -> date:
    return easter_sunday(year) + timedelta(days=_WHIT_MONDAY)


def _swedish(year: int) -> Iterator[date]:
    """Midsummer and All Saints are Saturdays; the National Day is one since 2005."""
    yield _saturday_from(year, 6, 20)
    yield _saturday_from(year, 10, 31)
    yield date(year, 6, 6) if year >= 2005 else _whit_monday(year)  # noqa: PLR2004


def _finnish(year: int) -> Iterator[date]:
    """Midsummer and All Saints are Saturdays; the eve of Midsummer counts."""
    yield _saturday_from(year, 6, 20) - timedelta(days=1)
    yield _saturday_from(year, 6, 20)
    yield _saturday_from(year, 10, 31)


def _danish(year: int) -> Iterator[date]:
    """The Great Prayer Day, until 2023."""
    if year <= 2023:  # noqa: PLR2004
        yield easter_sunday(year) + timedelta(days=_PRAYER_DAY)


def _german(year: int) -> Iterator[date]:
    """The 500th Reformation Day."""
    if year == 2017:  # noqa: PLR2004
        yield date(year, 10, 31)


def _dutch(year: int) -> Iterator[date]:
    """The monarch's birthday is not kept on Sundays; Liberation Day every 5 years."""
    day = date(year, 4, 27 if year >= 2014 else 30)  # noqa: PLR2004
    step = 1 if day.weekday() == _SUNDAY else 0
    yield day - timedelta(days=step)
    if year % 5 == 0:
        yield date(year, 5, 5)


def _italian(year: int) -> Iterator[date]:
    """Saint Francis, again from 2026; Italy's 150 years."""
    if year >= 2026:  # noqa: PLR2004
        yield date(year, 10, 4)
    if year == 2011:  # noqa: PLR2004
        yield date(year, 3, 17)


class _Country(NamedTuple):
    from_easter: tuple[int, ...]
    fixed: tuple[tuple[int, int], ...]
    moving: Callable[[int], Iterator[date]] = _none


_COMMON = (_MONDAY_AFTER, _ASCENSION)
_NORWAY = _Country(
    (
        *(_THURSDAY_BEFORE, _FRIDAY_BEFORE, _EASTER, _MONDAY_AFTER),
        *(_ASCENSION, _WHIT_SUNDAY, _WHIT_MONDAY),
    ),
    (_NEW_YEAR, _MAY_DAY, (5, 17), *_CHRISTMAS),
)
_COUNTRIES = {
    Holidays.NO: _NORWAY,
    Holidays.NO_WITH_EVES: _NORWAY._replace(fixed=(*_NORWAY.fixed, *_EVES)),
    Holidays.SE: _Country(
        (*_COMMON, _FRIDAY_BEFORE, _EASTER, _WHIT_SUNDAY),
        (_NEW_YEAR, _EPIPHANY, _MAY_DAY, *_CHRISTMAS),
        _swedish,
    ),
    Holidays.DK: _Country(
        (
            *(*_COMMON, _THURSDAY_BEFORE, _FRIDAY_BEFORE, _EASTER),
            *(_WHIT_SUNDAY, _WHIT_MONDAY),
        ),
        (_NEW_YEAR, *_CHRISTMAS),
        _danish,
    ),
    Holidays.FI: _Country(
        (*_COMMON, _FRIDAY_BEFORE, _EASTER, _WHIT_SUNDAY),
        (_NEW_YEAR, _EPIPHANY, _MAY_DAY, (12, 6), (12, 24), *_CHRISTMAS),
        _finnish,
    ),
    Holidays.DE: _Country(
        (*_COMMON, _FRIDAY_BEFORE, _WHIT_MONDAY),
        (_NEW_YEAR, _MAY_DAY, (10, 3), *_CHRISTMAS),
        _german,
    ),
    Holidays.NL: _Country(
        (*_COMMON, _FRIDAY_BEFORE, _EASTER, _WHIT_SUNDAY, _WHIT_MONDAY),
        (_NEW_YEAR, *_CHRISTMAS),
        _dutch,
    ),
    Holidays.BE: _Country(
        (*_COMMON, _EASTER, _WHIT_SUNDAY, _WHIT_MONDAY),
        (
            *(_NEW_YEAR, _MAY_DAY, (7, 21), _ASSUMPTION),
            *(_ALL_SAINTS, (11, 11), (12, 25)),
        ),
    ),
    Holidays.FR: _Country(
        (*_COMMON, _WHIT_MONDAY),
        (
            *(_NEW_YEAR, _MAY_DAY, (5, 8), (7, 14), _ASSUMPTION),
            *(_ALL_SAINTS, (11, 11), (12, 25)),
        ),
    ),
    Holidays.IT: _Country(
        (_EASTER, _MONDAY_AFTER),
        (
            *(_NEW_YEAR, _EPIPHANY, (4, 25), _MAY_DAY, (6, 2)),
            *(_ASSUMPTION, _ALL_SAINTS, _CONCEPTION, *_CHRISTMAS),
        ),
        _italian,
    ),
    Holidays.AT: _Country(
        (*_COMMON, _WHIT_MONDAY, _CORPUS_CHRISTI),
        (
            *(_NEW_YEAR, _EPIPHANY, _MAY_DAY, _ASSUMPTION, (10, 26)),
            *(_ALL_SAINTS, _CONCEPTION, *_CHRISTMAS),
        ),
    ),
}


@lru_cache(maxsize=512)
def _of_year(year: int, holidays: Holidays) -> frozenset[date]:
    country = _COUNTRIES[holidays]
    easter = easter_sunday(year)
    return frozenset(
        [easter + timedelta(days=offset) for offset in country.from_easter]
        + [date(year, month, day) for month, day in country.fixed]
        + list(country.moving(year))
    )
