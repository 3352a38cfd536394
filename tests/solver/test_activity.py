from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.activity import Activity, ActivityKind
from solver.decay import need_kbq, remaining_kbq

OSLO = ZoneInfo("Europe/Oslo")
EOS = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
F18_MIN = 109.77


def planned(value_kbq: int, at: datetime = EOS) -> Activity:
    return Activity(
        value_kbq=value_kbq, at=at, kind=ActivityKind.EOS, is_measured=False
    )


def test_kinds_are_the_five_of_the_rules() -> None:
    """EOB, EOS, reference, assay and net injected: no activity is of another kind."""
    assert {kind.value for kind in ActivityKind} == {
        "eob",
        "eos",
        "reference",
        "assay",
        "net_injected",
    }


def test_instant_is_kept_as_utc() -> None:
    """An instant of any zone is accepted and kept as the same instant in UTC."""
    local = planned(1000, datetime(2026, 3, 2, 7, 0, tzinfo=OSLO))

    assert local.at.tzinfo is UTC
    assert local == planned(1000)


def test_naive_instants_are_refused() -> None:
    """Neither the activity's own instant nor the one asked for may be naive."""
    naive = EOS.replace(tzinfo=None)

    with pytest.raises(ValueError, match="naive datetime 2026-03-02T06:00:00 refused"):
        planned(1000, naive)
    with pytest.raises(ValueError, match="naive datetime"):
        planned(1000).available_kbq(naive, F18_MIN)


def test_negative_activity_is_refused() -> None:
    """An activity below nothing is refused, nothing itself is not."""
    assert planned(0).value_kbq == 0
    with pytest.raises(ValueError, match="-1 kBq is negative"):
        planned(-1)


def test_activity_is_frozen() -> None:
    """An activity cannot be changed, least of all its value without its instant."""
    activity = planned(1000)

    with pytest.raises(FrozenInstanceError):
        activity.value_kbq = 2000  # type: ignore[misc]


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        (Activity.available_kbq, 684_632),
        (Activity.required_kbq, 684_633),
        (Activity.at_most_kbq, 684_633),
        (Activity.limit_kbq, 684_632),
    ],
    ids=["available", "required", "at most", "limit"],
)
def test_each_purpose_has_its_direction(
    move: Callable[[Activity, datetime, float], int], expected: int
) -> None:
    """What suffices is rounded against us, and for a maximum the direction flips."""
    # 1 GBq of F-18 after 60 min: 2^(-60/109.77) = 0.684632...
    moved = move(planned(1_000_000), EOS + timedelta(minutes=60), F18_MIN)

    assert moved == expected


def test_required_looks_back_in_time() -> None:
    """A dose of 250 MBq at 110 min takes 500.727 MBq at EOS."""
    dose = Activity(
        value_kbq=250_000,
        at=EOS + timedelta(minutes=110),
        kind=ActivityKind.NET_INJECTED,
        is_measured=False,
    )

    assert dose.required_kbq(EOS, F18_MIN) == need_kbq(250_000, 110, F18_MIN) == 500_727


@given(st.integers(0, 10**12), st.integers(-1_000, 1_000))
def test_the_instant_itself_changes_nothing(value: int, hours: int) -> None:
    """At its own instant, an activity is itself, in every direction of rounding."""
    at = EOS + timedelta(hours=hours)
    activity = planned(value, at)

    assert activity.available_kbq(at, F18_MIN) == value
    assert activity.required_kbq(at, F18_MIN) == value
    assert activity.at_most_kbq(at, F18_MIN) == value
    assert activity.limit_kbq(at, F18_MIN) == value


@given(st.integers(1, 10**12), st.integers(-(10**9), 10**9))
def test_seconds_count(value: int, milliseconds: int) -> None:
    """Instants between minutes move exactly: there and back loses at most 1 kBq."""
    later = EOS + timedelta(milliseconds=abs(milliseconds) % 36_000_000)
    need = planned(value, later).required_kbq(EOS, F18_MIN)

    assert planned(need).available_kbq(later, F18_MIN) >= value
    assert planned(need - 1).available_kbq(later, F18_MIN) < value


def test_half_a_minute_is_not_a_minute() -> None:
    """An assay at 30 s past the minute decays by half a minute less."""
    assay = planned(1_000_000, EOS + timedelta(seconds=30))
    at = EOS + timedelta(minutes=1)

    # 2^(-0.5/109.77) = 0.996848; a whole minute would leave 0.993705.
    assert assay.available_kbq(at, F18_MIN) == 996_847
    assert remaining_kbq(1_000_000, 1, F18_MIN) == 993_705


def test_decay_across_the_spring_switch_is_utc() -> None:
    """From noon to noon across 29 March 2026 a label decays 23 hours, not 24."""
    before = planned(100_000_000, datetime(2026, 3, 28, 12, 0, tzinfo=OSLO))
    noon = datetime(2026, 3, 29, 12, 0, tzinfo=OSLO)

    assert before.available_kbq(noon, F18_MIN) == remaining_kbq(
        100_000_000, 23 * 60, F18_MIN
    )
    assert before.available_kbq(noon, F18_MIN) != remaining_kbq(
        100_000_000, 24 * 60, F18_MIN
    )
