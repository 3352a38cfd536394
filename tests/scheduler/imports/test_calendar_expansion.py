import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.imports.planning_file.base import WEEK, Weekday
from scheduler.imports.planning_file.calendars import days_between, expand, hours_on
from scheduler.imports.planning_file.local_time import (
    Axis,
    LocalTimeError,
    Twice,
    first_instant,
    instant_of,
)
from scheduler.imports.planning_file.schema_calendar import Calendar, Holidays
from tests.scheduler.imports.calendar_oracle import (
    Hours,
    minutes_of_day,
    open_minutes,
)

# Nights on which the clock is changed, from the IANA data: the local date on which
# it jumps. Chatham jumps at 02:45, Lord Howe by half an hour, Santiago at midnight.
NIGHTS = [
    ("Europe/Oslo", date(2026, 3, 29)),
    ("Europe/Oslo", date(2026, 10, 25)),
    ("Pacific/Chatham", date(2026, 9, 27)),
    ("Pacific/Chatham", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Santiago", date(2026, 4, 4)),
]
CLOCKS = [
    f"{hour:02}:{minute:02}"
    for hour in (0, 1, 2, 3, 22, 23)
    for minute in (0, 15, 30, 45)
] + ["07:30", "12:00", "24:00"]


def assert_same(calendar: Calendar, zone: str, hours: Hours) -> None:
    """Both expansions open the same minutes and refuse the same number of spans."""
    origin = datetime.combine(min(hours), time(), UTC)
    spans, complaints = expand(calendar, zone, Axis(origin), min(hours), max(hours))
    opened = {
        origin + timedelta(minutes=minute)
        for start, end in spans
        for minute in range(start, end)
    }
    expected, never = open_minutes(zone, hours)
    assert opened == expected
    assert len(complaints) == never


@st.composite
def span(draw: st.DrawFn) -> str:
    start, end = draw(
        st.tuples(st.sampled_from(CLOCKS), st.sampled_from(CLOCKS)).filter(
            lambda pair: pair[0] < pair[1]
        )
    )
    return f"{start}-{end}"


@settings(max_examples=60, deadline=None)
@given(
    night=st.sampled_from(NIGHTS),
    weekly=st.dictionaries(st.sampled_from(WEEK), st.lists(span(), max_size=3)),
    dates=st.dictionaries(st.integers(-1, 1), st.lists(span(), max_size=2), max_size=2),
    closed=st.sets(st.integers(-1, 1), max_size=1),
)
def test_expansion_agrees_with_every_minute(
    night: tuple[str, date],
    weekly: dict[Weekday, list[str]],
    dates: dict[int, list[str]],
    closed: set[int],
) -> None:
    """
    Intervals and a walk over all minutes agree on nights when the clock is changed.
    """
    zone, change = night
    other = {change + timedelta(days=each): hours for each, hours in dates.items()}
    shut = {change + timedelta(days=each) for each in closed} - other.keys()
    calendar = Calendar(
        weekly={day: tuple(spans) for day, spans in weekly.items()},
        closed_dates=tuple(sorted(shut)),
        dates={day: tuple(spans) for day, spans in other.items()},
    )
    hours: Hours = {}
    for day in (change + timedelta(days=offset) for offset in (-1, 0, 1)):
        name = Weekday(day.strftime("%a").lower())
        hours[day] = [] if day in shut else other.get(day, weekly.get(name, []))

    assert_same(calendar, zone, hours)


@pytest.mark.parametrize(("zone", "change"), NIGHTS)
def test_every_span_of_a_changed_night_agrees_with_every_minute(
    zone: str, change: date
) -> None:
    """
    Every start and end on and off the quarters around the change is tried.
    """
    clocks = ["00:00", "00:30", "01:30", "01:45", "02:00", "02:15", "02:30", "02:45"]
    clocks += ["03:00", "03:30", "03:45", "22:45", "23:00", "23:30", "24:00"]
    for start, end in itertools.combinations(clocks, 2):
        span = f"{start}-{end}"
        calendar = Calendar(dates={change: (span,)})

        assert_same(calendar, zone, {change: [span]})


@pytest.mark.parametrize(("zone", "change"), NIGHTS)
def test_whole_days_have_no_gap_when_the_clock_is_changed(
    zone: str, change: date
) -> None:
    """
    Open around the clock is one span, also where midnight does not exist.
    """
    calendar = Calendar(weekly=dict.fromkeys(WEEK, ("00:00-24:00",)))
    days = [change + timedelta(days=offset) for offset in (-1, 0, 1)]
    spans, _ = expand(calendar, zone, Axis(first_instant(days[0], zone)), *days[::2])

    assert len(spans) == 1
    assert_same(calendar, zone, {day: ["00:00-24:00"] for day in days})


@pytest.mark.parametrize(("zone", "change"), NIGHTS)
def test_midnights_are_the_first_minute_of_their_date(zone: str, change: date) -> None:
    """
    The beginning of a date is the first minute at which the local date is it.
    """
    for day in (change + timedelta(days=offset) for offset in (-1, 0, 1)):
        assert first_instant(day, zone) == minutes_of_day(zone, day)[0][0]


def test_autumn_night_takes_the_longer_reading() -> None:
    """
    In Oslo on 2026-10-25 the hour from 02:00 occurs twice: 02:00-03:00 lasts two.
    """
    calendar = Calendar(weekly={Weekday.SUN: ("02:00-03:00",)})
    night = date(2026, 10, 25)
    # 02:00 summer time is 00:00 UTC, 03:00 winter time is 02:00 UTC.
    axis = Axis(datetime(2026, 10, 25, tzinfo=UTC))

    assert expand(calendar, "Europe/Oslo", axis, night, night) == ([(0, 120)], [])


def test_spring_night_refuses_a_time_that_does_not_exist() -> None:
    """
    In Oslo on 2026-03-29 the clock is put forward from 02:00 to 03:00.
    """
    calendar = Calendar(weekly={Weekday.SUN: ("02:30-05:00", "06:00-07:00")})
    night = date(2026, 3, 29)
    # 06:00 and 07:00 summer time are 04:00 and 05:00 UTC.
    axis = Axis(datetime(2026, 3, 29, tzinfo=UTC))

    spans, complaints = expand(calendar, "Europe/Oslo", axis, night, night)

    assert spans == [(240, 300)]
    assert complaints == [
        "2026-03-29 has no 02:30 in Europe/Oslo: the clock is put forward over it"
    ]


def test_single_times_that_occur_twice_are_refused_unless_resolved() -> None:
    """
    02:30 on an autumn night is one of two instants, or none.
    """
    night = date(2026, 10, 25)
    first = instant_of(night, "02:30", "Europe/Oslo", Twice.FIRST)
    second = instant_of(night, "02:30", "Europe/Oslo", Twice.SECOND)

    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with pytest.raises(LocalTimeError, match="twice"):
        instant_of(night, "02:30", "Europe/Oslo", Twice.REFUSED)


# Easter is on 5 April: Thursday -3, Friday -2, Monday +1, Ascension +39 (14 May),
# Whitsun +49 and +50 (24 and 25 May); the other dates are fixed.
HOLIDAYS_2026 = {
    (1, 1), (4, 2), (4, 3), (4, 5), (4, 6), (5, 1), (5, 14), (5, 17), (5, 24),
    (5, 25), (12, 25), (12, 26),
}  # fmt: skip


@pytest.mark.parametrize(
    ("holidays", "closed"),
    [
        (Holidays.NO, HOLIDAYS_2026),
        (Holidays.NO_WITH_EVES, HOLIDAYS_2026 | {(12, 24), (12, 31)}),
    ],
)
def test_holidays_close_the_whole_year_as_listed(
    holidays: Holidays, closed: set[tuple[int, int]]
) -> None:
    """
    Open every day but the holidays: exactly the listed dates are closed.
    """
    calendar = Calendar(weekly=dict.fromkeys(WEEK, ("08:00-09:00",)), holidays=holidays)
    year = days_between(date(2026, 1, 1), date(2026, 12, 31))
    shut = {(day.month, day.day) for day in year if not hours_on(calendar, day)}

    assert shut == closed


def test_dated_hours_hold_on_holidays() -> None:
    """
    A date with hours of its own is open, holiday or not.
    """
    day = date(2026, 4, 2)
    calendar = Calendar(holidays=Holidays.NO, dates={day: ("09:00-10:00",)})

    assert hours_on(calendar, day) == ("09:00-10:00",)
