"""When something is open: weekly hours, dated exceptions, holidays."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from scheduler.imports.planning_file.base import Clock, Day, Span, Weekday, WholeMinute
from solver.problem.base import Record


class Holidays(StrEnum):
    """
    The nationwide public holidays of a country, by its ISO 3166 code.

    ``NO+eves``: the Norwegian ones, and 24 and 31 December as well.
    """

    NO = "NO"
    NO_WITH_EVES = "NO+eves"
    SE = "SE"
    DK = "DK"
    FI = "FI"
    DE = "DE"
    NL = "NL"
    BE = "BE"
    FR = "FR"
    IT = "IT"
    AT = "AT"


WeekdayHours = dict[Weekday, tuple[Span, ...]]
DatedHours = dict[Day, tuple[Span, ...]]


class Calendar(Record):
    """
    Weekly opening hours in the local time of the facility.

    A date takes the first that applies: its entry in ``dates``, closed if it is
    in ``closed_dates``, closed if it is a holiday, the hours of its weekday. The
    spans of one day may touch and overlap. ``00:00`` and ``24:00`` are the first
    and the end of the last minute of the date, also where the clock jumps over
    them. A start that occurs twice (autumn) is its first occurrence, an end its
    second; a time that does not exist (spring) is refused.
    """

    weekly: WeekdayHours = Field(
        default={}, description="Hours per weekday; a weekday left out is closed."
    )
    holidays: Holidays | None = Field(
        default=None, description="Public holidays on which it is closed."
    )
    closed_dates: tuple[Day, ...] = Field(
        default=(), description="Local dates on which it is closed."
    )
    dates: DatedHours = Field(
        default={}, description="Other hours on single dates, holidays included."
    )

    @model_validator(mode="after")
    def _dates_say_one_thing(self) -> Self:
        if both := sorted(set(self.closed_dates) & set(self.dates)):
            raise ValueError(f"{both[0]} is in closed_dates and in dates")
        return self


class DateRule(Record):
    """
    A set of local dates: weekdays without holidays, and dated exceptions.

    A date belongs to it if it is in ``extra_dates``, or if its weekday is listed
    and it is neither a holiday nor in ``except_dates``.
    """

    weekdays: tuple[Weekday, ...] = Field(
        default=(Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI),
        description="The weekdays; Monday to Friday if left out.",
    )
    holidays: Holidays | None = Field(
        default=None, description="Public holidays that do not count."
    )
    except_dates: tuple[Day, ...] = Field(
        default=(), description="Local dates that do not count."
    )
    extra_dates: tuple[Day, ...] = Field(
        default=(), description="Local dates that count all the same."
    )

    @model_validator(mode="after")
    def _dates_say_one_thing(self) -> Self:
        if both := sorted(set(self.except_dates) & set(self.extra_dates)):
            raise ValueError(f"{both[0]} is in except_dates and in extra_dates")
        return self


class LeadTime(Record):
    """
    A local clock time before a date (rule 8), in one of three ways.

    ``{"working_days_before": 1, "at": "16:00"}`` is 16:00 on the last working day
    before the date; ``0`` is the date itself. ``{"days_before": 3, ...}`` counts
    calendar days. ``{"weekday": "wed", "weeks_before": 2, ...}`` is the Wednesday two
    weeks before the week of the date, weeks beginning on Mondays; ``0`` is the same
    week. If that Wednesday is no working day, it is the last working day before it.
    Working days and local time are those of the production unit. A time that occurs
    twice is its first occurrence.
    """

    at: Clock
    working_days_before: Annotated[int, Field(ge=0, le=60)] | None = None
    days_before: Annotated[int, Field(ge=0, le=90)] | None = None
    weekday: Weekday | None = None
    weeks_before: Annotated[int, Field(ge=0, le=26)] | None = None

    @model_validator(mode="after")
    def _counts_in_one_way(self) -> Self:
        if (self.weekday is None) != (self.weeks_before is None):
            raise ValueError("weekday and weeks_before come together")
        ways = (self.working_days_before, self.days_before, self.weeks_before)
        if sum(way is not None for way in ways) != 1:
            raise ValueError(
                "give either working_days_before, or days_before, "
                "or weekday with weeks_before"
            )
        return self


class CalendarTime(Record):
    """A local clock time some calendar days before a date."""

    days_before: Annotated[int, Field(ge=0, le=60)]
    at: Clock


class Block(Record):
    """A dated span in which something is not available: ``[start_at, end_at)``."""

    start_at: WholeMinute
    end_at: WholeMinute
    note: str = Field(default="", max_length=200, description="For the reader.")

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.end_at <= self.start_at:
            raise ValueError("end_at is not after start_at")
        return self
