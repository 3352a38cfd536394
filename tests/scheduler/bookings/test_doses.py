"""Net activity: what was drawn, decayed to the injection, less what was left."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.bookings.doses import Measured, deviation, net_kbq

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
HALF_LIFE_MIN = 110.0


def test_an_assay_at_the_injection_is_the_net_activity() -> None:
    """Nothing decays in no time, and nothing was left."""
    net = net_kbq(Measured(250_000, AT), None, AT, HALF_LIFE_MIN)

    assert net == 250_000


def test_an_assay_a_half_life_before_is_halved() -> None:
    """400 MBq, 110 min before the injection, are 200 MBq at it."""
    early = AT - timedelta(minutes=110)

    net = net_kbq(Measured(400_000, early), None, AT, HALF_LIFE_MIN)

    assert net == 200_000


def test_a_residual_a_half_life_later_counts_twice() -> None:
    """5 MBq, 110 min after the injection, were 10 MBq at it: 250 - 10 = 240."""
    residual = Measured(5_000, AT + timedelta(minutes=110))

    net = net_kbq(Measured(250_000, AT), residual, AT, HALF_LIFE_MIN)

    assert net == 240_000


@given(
    assay=st.integers(1_000, 10**9),
    before_s=st.integers(0, 36_000),
    residual=st.integers(0, 900),
    after_s=st.integers(0, 36_000),
)
def test_net_is_never_more_than_the_exact_value(
    assay: int, before_s: int, residual: int, after_s: int
) -> None:
    """Rounded against us, and by less than two kBq."""
    drawn = Measured(assay, AT - timedelta(seconds=before_s))
    left = Measured(residual, AT + timedelta(seconds=after_s))

    net = net_kbq(drawn, left, AT, HALF_LIFE_MIN)

    exact = assay * 2 ** (-before_s / 60 / 110) - residual * 2 ** (after_s / 60 / 110)
    assert exact - 2 - 1e-6 * assay / 1000 < net <= exact + 1e-6 * assay / 1000


@pytest.mark.parametrize(
    ("net", "permille", "is_within"),
    [
        (200_000, 0, True),
        (180_000, -100, True),
        (179_999, -101, False),
        (220_000, 100, True),
        (220_001, 101, False),
    ],
)
def test_a_deviation_is_judged_by_the_tolerance(
    net: int, permille: int, is_within: bool
) -> None:
    """200 MBq and 10 %: 180 to 220 MBq, both allowed."""
    found = deviation(net, 200_000, tolerance_permille=100)

    assert (found.permille, found.is_within) == (permille, is_within)
