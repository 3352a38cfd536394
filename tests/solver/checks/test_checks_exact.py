from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.checks import exact


@given(
    gross=st.integers(1, 10**12),
    age=st.integers(-600, 600),
    half_life=st.integers(6, 200),
)
def test_need_is_the_exact_ceiling(gross: int, age: int, half_life: int) -> None:
    """
    With a whole half-life T, need is the least n with n^T >= gross^T * 2^age.
    """
    found = exact.need_kbq(gross, age, float(half_life))

    grown, shrunk = (1 << age, 1) if age >= 0 else (1, 1 << -age)
    assert found**half_life * shrunk >= gross**half_life * grown
    assert (found - 1) ** half_life * shrunk < gross**half_life * grown


@given(
    content=st.integers(1, 10**12),
    age=st.integers(-600, 600),
    half_life=st.integers(6, 200),
)
def test_left_is_the_exact_floor(content: int, age: int, half_life: int) -> None:
    """
    With a whole half-life T, left is the greatest n with n^T * 2^age <= content^T.
    """
    found = exact.left_kbq(content, age, float(half_life))

    grown, shrunk = (1 << age, 1) if age >= 0 else (1, 1 << -age)
    assert found**half_life * grown <= content**half_life * shrunk
    assert (found + 1) ** half_life * grown > content**half_life * shrunk


@pytest.mark.parametrize(
    ("minutes", "half_life", "expected"),
    [
        (60, 60.0, "2"),
        (-120, 60.0, "0.25"),
        # 2^0.5 = 1.41421356237309504880168872420969807856967187537694807...
        (30, 60.0, "1.4142135623730950488016887242096980785696718753769480"),
    ],
)
def test_bounds_enclose_to_fifty_digits(
    minutes: int, half_life: float, expected: str
) -> None:
    """
    Lower and upper bound lie within 1e-49 of the known value, on both sides.
    """
    lower, upper = map(Fraction, exact.growth_bounds(minutes, half_life))
    known, margin = Fraction(expected), Fraction(1, 10**49)

    assert known - margin < lower < known < upper < known + margin


def test_half_life_is_the_binary_float() -> None:
    """
    110 min are 0.23 min more than a half-life of 109.77 min, and 2^(0.23 / 109.77)
    is 1.0014534: 10^6 kBq then take 2,002,907 kBq. No time takes nothing more.
    """
    assert exact.need_kbq(10**6, 110, 109.77) == 2_002_907
    assert exact.need_kbq(10**12, 0, 109.77) == 10**12


@pytest.mark.parametrize(
    ("minutes", "half_life", "expected"),
    [(10**6, 1e-300, 2**100), (-(10**6), 1e-300, 1), (1, 1e9, 11)],
)
def test_absurd_half_lives_are_answered(
    minutes: int, half_life: float, expected: int
) -> None:
    """
    A half-life of next to nothing is capped, one of ages rounds up by one.
    """
    gross = 10 if half_life > 1 else 1

    assert exact.need_kbq(gross, minutes, half_life) == expected


@given(
    draw=st.integers(1, 10**9),
    limit=st.integers(1, 10**9),
    residual=st.integers(0, 500),
)
def test_limits_are_the_last_and_first_minutes(
    draw: int, limit: int, residual: int
) -> None:
    """
    At the minute found the limit holds, at the next one beyond it does not.
    """
    half_life = 67.71
    share = draw * (1000 - residual)
    last = exact.last_minute_at_least(draw, residual, limit, half_life)
    first = exact.first_minute_at_most(draw, residual, limit, half_life)

    assert exact.grown_floor(share, 1000, -last, half_life) >= limit
    assert exact.grown_floor(share, 1000, -last - 1, half_life) < limit
    assert exact.grown_ceil(share, 1000, -first, half_life) <= limit
    assert exact.grown_ceil(share, 1000, 1 - first, half_life) > limit


def test_rounding_is_against_us() -> None:
    """
    Draws, volumes and dead volumes round up, an upper limit down, a lower one up.

    1001 kBq with 20 per mille of residuals: 1021.43; 1001 kBq of 3000 kBq/mL:
    333.67 µL; 1 µL of it: 3 kBq; 10 % about 1001 kBq: 900.9 to 1101.1 kBq.
    """
    assert exact.gross_kbq(1001, 20) == 1022
    assert exact.volume_ul(1001, 3000) == 334
    assert exact.activity_kbq(1, 2500) == 3
    assert exact.lower_limit_kbq(1001, 100) == 901
    assert exact.upper_limit_kbq(1001, 100) == 1101
