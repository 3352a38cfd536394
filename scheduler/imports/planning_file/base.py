"""The words a planning file is made of: names, times, quantities."""

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    WithJsonSchema,
)

from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.units import KBQ_PER_MBQ

MIN_ACTIVITY_MBQ = Decimal(1)
"""Below it, a step of one kBq would cost more than 0.1 %."""

MAX_ACTIVITY_MBQ = Decimal(MAX_ACTIVITY_KBQ) / KBQ_PER_MBQ
FIRST_YEAR, LAST_YEAR = 2000, 2100

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)?"
)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9_+-]{1,30}){0,2}")
_MOST_DIGITS = 15


class Weekday(StrEnum):
    """The days of a week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Weekday)


def _is_written_as(pattern: re.Pattern[str], example: str) -> BeforeValidator:
    """Refuse everything but text of this form: a number is not a time."""

    def check(value: object) -> object:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"write it like {example!r}")
        return value

    return BeforeValidator(check)


def _day(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("write it like '2026-03-23'")
    return date.fromisoformat(value)


def _instant(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("write it like '2026-03-23T07:30+01:00'")
    return datetime.fromisoformat(value)


def _is_date_in_our_time(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return value


def _is_instant_in_our_time(value: datetime) -> datetime:
    _is_date_in_our_time(value.date())
    return value


def _is_whole_minute(value: datetime) -> datetime:
    if value.second or value.microsecond:
        raise ValueError("seconds are not planned: write a whole minute")
    return value


def _is_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"unknown time zone {value!r}") from None
    return value


def _is_ordered_span(value: str) -> str:
    start, end = value.split("-")
    if end <= start:
        raise ValueError(
            f"{value!r} does not end after it starts; write hours over midnight as "
            "two spans, up to 24:00 and from 00:00 of the next day"
        )
    return value


def _is_exact_number(value: object) -> object:
    """Numbers only, and only as many digits as can be read exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("write a number")  # noqa: TRY004 (pydantic's manner)
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise ValueError("write a finite number")
    if len(exact.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"more than {_MOST_DIGITS} digits")
    return exact


def _is_kbq_fine(value: Decimal) -> Decimal:
    if value < MIN_ACTIVITY_MBQ:
        raise ValueError(
            f"{value} MBq is under {MIN_ACTIVITY_MBQ} MBq: "
            "a step of one kBq would cost more than 0.1 %"
        )
    if value > MAX_ACTIVITY_MBQ:
        raise ValueError(f"{value} MBq is beyond {MAX_ACTIVITY_MBQ} MBq")
    return value


def _is_kbq_fine_in_gbq(value: Decimal) -> Decimal:
    _is_kbq_fine(value * 1000)
    return value


_NUMBER = (BeforeValidator(_is_exact_number), WithJsonSchema({"type": "number"}))

Number = Annotated[Decimal, *_NUMBER]
Mbq = Annotated[Number, AfterValidator(_is_kbq_fine)]
Gbq = Annotated[Number, AfterValidator(_is_kbq_fine_in_gbq)]
Milliliters = Annotated[Number, Field(ge=0, le=1_000_000)]
Hours = Annotated[Number, Field(gt=0, le=24 * 366)]
Percent = Annotated[Number, Field(ge=0, le=50)]
Share = Annotated[Number, Field(gt=0, le=100)]
"""A share of something in percent: some of it, and all of it at most."""

DayMinutes = Annotated[int, Field(ge=0, le=7 * 24 * 60)]

Day = Annotated[
    date,
    BeforeValidator(_day),
    AfterValidator(_is_date_in_our_time),
]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_instant),
    AfterValidator(_is_instant_in_our_time),
]
WholeMinute = Annotated[Instant, AfterValidator(_is_whole_minute)]
Clock = Annotated[
    str,
    _is_written_as(_CLOCK, "07:30"),
    WithJsonSchema({"type": "string", "pattern": _CLOCK.pattern}),
]
Span = Annotated[
    str,
    _is_written_as(_SPAN, "07:30-15:30"),
    AfterValidator(_is_ordered_span),
    WithJsonSchema({"type": "string", "pattern": _SPAN.pattern}),
]
Zone = Annotated[str, _is_written_as(_ZONE, "Europe/Oslo"), AfterValidator(_is_zone)]
