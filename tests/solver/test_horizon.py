from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.decay import remaining_kbq
from solver.horizon import instant_at, minutes_since

OSLO = ZoneInfo("Europe/Oslo")
ORIGIN = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)


class Unsettled(tzinfo):
    """A zone that does not know its offset: a datetime with it is still naive."""

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        """No offset, although there is a zone."""
        return None

    def dst(self, at: datetime | None) -> timedelta | None:
        """Nothing known."""
        return None

    def tzname(self, at: datetime | None) -> str | None:
        """No name."""
        return None


@given(st.integers(-(10**6), 10**6))
def test_minute_and_instant_are_inverse(minute: int) -> None:
    """A minute's instant is that many minutes after the origin, in UTC."""
    at = instant_at(ORIGIN, minute)

    assert minutes_since(ORIGIN, at) == minute
    assert at.tzinfo is UTC


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, 0), (60, 1), (-1, -1), (-60, -1)],
    ids=["within", "full", "just before", "full before"],
)
def test_seconds_are_rounded_down(seconds: int, expected: int) -> None:
    """An instant within a minute belongs to that minute, before the origin too."""
    at = ORIGIN + timedelta(seconds=seconds)

    assert minutes_since(ORIGIN, at) == expected


def test_zones_do_not_matter() -> None:
    """The same instant in another zone is the same minute."""
    west = datetime(2026, 3, 28, 2, 0, tzinfo=timezone(timedelta(hours=-5)))

    assert minutes_since(ORIGIN, west) == 7 * 60


def test_spring_day_has_23_hours() -> None:
    """Noon to noon in Oslo across 29 March 2026 is 23 hours, and decays as such."""
    before = datetime(2026, 3, 28, 12, 0, tzinfo=OSLO)
    after = datetime(2026, 3, 29, 12, 0, tzinfo=OSLO)
    elapsed = minutes_since(before, after)

    # Python's own subtraction of two Oslo times says 24 hours: wall clock.
    assert after - before == timedelta(hours=24)
    assert elapsed == 23 * 60
    # F-18, 100 GBq: 2^(-1380/109.77) = 1.642589e-4; 24 h would leave 11.25 MBq.
    assert remaining_kbq(100_000_000, elapsed, 109.77) == 16_425


def test_autumn_day_has_25_hours() -> None:
    """Noon to noon in Oslo across 25 October 2026 is 25 hours."""
    before = datetime(2026, 10, 24, 12, 0, tzinfo=OSLO)
    after = datetime(2026, 10, 25, 12, 0, tzinfo=OSLO)

    assert minutes_since(before, after) == 25 * 60


def test_both_half_past_two_are_told_apart() -> None:
    """The repeated hour of 25 October 2026 counts twice."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=OSLO)
    second = first.replace(fold=1)

    assert minutes_since(first, second) == 60


@pytest.mark.parametrize(
    "naive",
    [
        datetime(2026, 3, 28, 12, 0),  # noqa: DTZ001 - naive on purpose
        datetime(2026, 3, 28, 12, 0, tzinfo=Unsettled()),
    ],
    ids=["no zone", "zone without offset"],
)
def test_naive_instants_are_refused(naive: datetime) -> None:
    """A time without a zone is refused wherever it comes in."""
    with pytest.raises(ValueError, match="naive datetime 2026-03-28T12:00:00 refused"):
        minutes_since(ORIGIN, naive)
    with pytest.raises(ValueError, match="naive datetime"):
        minutes_since(naive, ORIGIN)
    with pytest.raises(ValueError, match="naive datetime"):
        instant_at(naive, 0)
