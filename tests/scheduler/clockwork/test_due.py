"""What is due: one slot for each time, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from scheduler.clockwork.cadences import Cadence, Daily, Every
from scheduler.clockwork.due import due, latest_slot, next_slot
from scheduler.imports.planning_file.base import WEEK, Weekday

ZONES = (
    "Africa/Cairo",  # puts the clock forward at midnight
    "America/Havana",  # puts it back from 01:00 to 00:00
    "America/Nuuk",  # puts it forward from 23:00 to the next date
    "America/Santiago",  # the other half of the year
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",  # by half an hour
    "Europe/Oslo",
    "Pacific/Apia",
    "UTC",
)
TIMES = ("00:00", "01:30", "02:15", "02:30", "23:30")
OSLO = "Europe/Oslo"
WORKING_DAYS = WEEK[:5]


def at(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text)


def taken(
    cadence: Cadence, zone: str, ticks: list[datetime], since: datetime
) -> list[datetime]:
    """The slots that somebody takes who looks at these instants."""
    slots: list[datetime] = []
    last: datetime | None = None
    for now in ticks:
        slot = due(cadence, zone, last_slot=last, since=since, now=now)
        if slot is not None:
            slots.append(slot)
            last = slot
    return slots


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [2025, 2028])
def test_a_daily_slot_comes_once_on_every_date_of_a_year(zone: str, year: int) -> None:
    """
    365 or 366 times, though clocks are put forward and back over it.
    """
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    start, end = (
        datetime(each, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for each in (year, year + 1)
    )
    looks = [start + n * timedelta(hours=3) for n in range(8 * days)]
    looks.append(end - timedelta(seconds=1))
    for clock in TIMES:
        slots = taken(Daily(at=clock), zone, looks, start)

        assert len(slots) == len(set(slots)) == days
        assert slots == sorted(slots)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "slot"),
    [
        # 02:00 becomes 03:00: the first instant after what is not there.
        (OSLO, date(2026, 3, 29), "02:30", "2026-03-29T03:00+02:00"),
        # 02:00 to 03:00 comes twice: the first time.
        (OSLO, date(2026, 10, 25), "02:30", "2026-10-25T02:30+02:00"),
        ("Africa/Cairo", date(2026, 4, 24), "00:00", "2026-04-24T01:00+03:00"),
        ("America/Havana", date(2026, 11, 1), "00:00", "2026-11-01T00:00-04:00"),
        # 23:00 becomes midnight: the first instant of the next date.
        ("America/Nuuk", date(2026, 3, 28), "23:30", "2026-03-29T00:00-01:00"),
        # 02:00 becomes 02:30, and nothing else.
        ("Australia/Lord_Howe", date(2026, 10, 4), "02:15", "2026-10-04T02:30+11:00"),
    ],
)
def test_a_local_time_is_one_instant(
    zone: str, day: date, clock: str, slot: str
) -> None:
    """
    What the clocks skip is the first instant after it; of two, it is the first.
    """
    slots = Daily(at=clock).slots_on(day, zone)

    assert slots is not None
    assert slots.first == at(slot)


def test_a_date_that_a_zone_does_not_have_has_no_slot() -> None:
    """
    Samoa went from 29 to 31 December 2011.
    """
    nightly = Daily(at="02:15")
    looks = [at("2011-12-28T12:00Z") + n * timedelta(hours=1) for n in range(24 * 5)]
    slots = taken(nightly, "Pacific/Apia", looks, looks[0])
    days = [each.astimezone(ZoneInfo("Pacific/Apia")).day for each in slots]

    assert nightly.slots_on(date(2011, 12, 30), "Pacific/Apia") is None
    assert days == [28, 29, 31, 1, 2]


@pytest.mark.parametrize("year", [2025, 2028])
def test_ten_thousand_ticks_take_each_slot_once(year: int) -> None:
    """
    At uneven pauses, over the changes of the clocks, with 6 h in which nobody looks:
    each slot once, and one catch-up.
    """
    cadence = Every(every_s=15 * 60)
    drawn = Random(year)
    for zone, first in (
        (OSLO, date(year, 3, 25)),
        ("America/Havana", date(year, 10, 29)),
    ):
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        ticks = [start]
        while len(ticks) < 5_000:
            ticks.append(ticks[-1] + timedelta(seconds=drawn.randrange(10, 300)))
        away = start + timedelta(days=3, hours=21, minutes=7)
        back = away + timedelta(hours=6)
        ticks = [each for each in ticks if not away < each < back]
        slots = taken(cadence, zone, ticks, start)
        step = timedelta(minutes=15)
        missing = [
            later - earlier
            for earlier, later in pairwise(slots)
            if later - earlier != step
        ]

        assert len(set(slots)) == len(slots)
        assert len(missing) == 1
        assert timedelta(hours=6) <= missing[0] <= timedelta(hours=6) + step


def test_after_hours_without_a_look_one_slot_is_caught_up_with() -> None:
    """
    The latest, and not the twenty-four that passed.
    """
    cadence = Every(every_s=15 * 60)
    since = at("2026-03-02T06:00Z")
    slots = taken(
        cadence,
        OSLO,
        [since, at("2026-03-02T12:07Z"), at("2026-03-02T12:08Z")],
        since,
    )

    assert slots == [since, at("2026-03-02T12:00Z")]


def test_a_clock_that_is_put_back_gives_nothing_again() -> None:
    """
    The slots of that hour are taken already; the next comes after them.
    """
    cadence = Every(every_s=60)
    since = at("2026-03-02T06:00Z")
    forth = [since + n * timedelta(seconds=5) for n in range(12 * 90)]
    back = [each - timedelta(hours=1) for each in forth[-12 * 60 :]]
    again = [back[-1] + n * timedelta(seconds=5) for n in range(12 * 70)]
    slots = taken(cadence, OSLO, [*forth, *back, *again], since)

    assert len(set(slots)) == len(slots)
    assert slots == sorted(slots)


def test_slots_between_two_local_times_follow_what_passes() -> None:
    """
    On the night on which 02:00 to 03:00 comes twice, six quarters of an hour more.
    """
    cadence = Every(every_s=30 * 60, between="01:00-04:00")
    ordinary = cadence.slots_on(date(2026, 10, 24), OSLO)
    longer = cadence.slots_on(date(2026, 10, 25), OSLO)
    shorter = cadence.slots_on(date(2026, 3, 29), OSLO)

    assert ordinary is not None
    assert longer is not None
    assert shorter is not None
    assert (ordinary.count, longer.count, shorter.count) == (6, 8, 4)


def test_working_hours_end_before_they_close() -> None:
    """
    The last slot of Friday is at 17:45, and the next one on Monday at 06:00.
    """
    cadence = Every(every_s=15 * 60, between="06:00-18:00", weekdays=WORKING_DAYS)
    friday = at("2026-03-20T23:00+01:00")

    assert latest_slot(cadence, OSLO, friday) == at("2026-03-20T17:45+01:00")
    assert next_slot(cadence, OSLO, friday) == at("2026-03-23T06:00+01:00")


def test_there_are_no_slots_before_there_is_a_schedule() -> None:
    """
    Whoever installs the program at noon is not replanned for last night.
    """
    nightly = Daily(at="02:15")
    since = at("2026-03-02T11:00Z")

    def at_hour(hour: int) -> datetime | None:
        now = since + timedelta(hours=hour)
        return due(nightly, OSLO, last_slot=None, since=since, now=now)

    assert at_hour(0) is None
    assert at_hour(14) is None
    assert at_hour(15) == at("2026-03-03T02:15+01:00")


def test_a_weekly_slot_is_found_from_anywhere_in_the_week() -> None:
    """
    However long ago it was, and however far away it is.
    """
    weekly = Daily(at="04:00", weekdays=(Weekday.SUN,))
    for days in range(7):
        now = at("2026-03-02T12:00Z") + timedelta(days=days)
        latest = latest_slot(weekly, OSLO, now)
        following = next_slot(weekly, OSLO, now)

        assert latest is not None
        assert following is not None
        assert latest <= now < following
        assert following - latest == timedelta(days=7)
