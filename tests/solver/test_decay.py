import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.decay import (
    decay_factor,
    longest_age_min,
    need_kbq,
    remaining_at_most_kbq,
    remaining_kbq,
)
from solver.problem.base import MAX_ACTIVITY_KBQ

F18_MIN = 109.77

activities = st.integers(0, MAX_ACTIVITY_KBQ)
positive_activities = st.integers(1, MAX_ACTIVITY_KBQ)
half_lives = st.floats(1.0, 1e7, allow_nan=False)
# Minutes and half-lives that leave at most 60 halvings, in either direction.
ages = st.integers(-60, 60)


def scaled(activity_kbq: int, exponent_min: int, half_life_min: float) -> Decimal:
    """``activity * 2^(exponent / half-life)`` with 90 digits, for comparison."""
    with localcontext(prec=90):
        power = Decimal(exponent_min) / Decimal(half_life_min)
        return activity_kbq * Decimal(2) ** power


def ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def floor(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))


@given(activities, ages, half_lives)
def test_need_is_the_exact_ceiling(gross: int, halvings: int, half_life: float) -> None:
    """The need equals the ceiling of a 90-digit computation, for any dose and age."""
    age = round(halvings * half_life)

    assert need_kbq(gross, age, half_life) == ceiling(scaled(gross, age, half_life))


@given(activities, ages, half_lives)
def test_remaining_is_the_exact_floor(
    activity: int, halvings: int, half_life: float
) -> None:
    """What remains equals the floor of a 90-digit computation, its maximum the
    ceiling.
    """
    age = round(halvings * half_life)
    exact = scaled(activity, -age, half_life)

    assert remaining_kbq(activity, age, half_life) == floor(exact)
    assert remaining_at_most_kbq(activity, age, half_life) == ceiling(exact)


@given(activities, st.integers(0, 40), st.integers(1, 10_000))
def test_whole_half_lives_are_exact(activity: int, halvings: int, quarter: int) -> None:
    """After whole half-lives of a dyadic half-life, need and rest are shifts."""
    half_life = quarter / 4
    age = halvings * quarter  # 4 * halvings half-lives, whole minutes for certain
    halvings *= 4

    assert need_kbq(activity, age, half_life) == activity * 2**halvings
    assert remaining_kbq(activity, age, half_life) == activity // 2**halvings
    assert remaining_at_most_kbq(activity, age, half_life) == -(
        -activity // 2**halvings
    )


@given(positive_activities, st.integers(1, 20), st.integers(1, 100_000))
def test_a_half_life_one_ulp_off_is_not_whole(
    activity: int, halvings: int, half_life: int
) -> None:
    """
    With a half-life one unit in the last place beside the whole one, the result lies
    on its own side of a whole number, where a float alone would hit that number.
    """
    assume(activity * 2**halvings < 2**51)
    age = halvings * half_life
    shorter = math.nextafter(half_life, 0.0)
    longer = math.nextafter(half_life, math.inf)
    whole = activity * 2**halvings

    # Relative distance: n ln 2 * 2^-53 or so, far below the trust of a float product.
    assert need_kbq(activity, age, shorter) == ceiling(scaled(activity, age, shorter))
    assert need_kbq(activity, age, shorter) > whole
    assert need_kbq(activity, age, longer) == ceiling(scaled(activity, age, longer))
    assert need_kbq(activity, age, longer) <= whole
    assert remaining_kbq(whole, age, shorter) < activity
    assert remaining_at_most_kbq(whole, age, shorter) <= activity
    assert remaining_kbq(whole, age, longer) >= activity
    assert remaining_at_most_kbq(whole, age, longer) > activity


@given(positive_activities, st.integers(-100_000, 100_000), st.floats(1000.0, 1e7))
def test_need_grows_with_dose_and_age(gross: int, age: int, half_life: float) -> None:
    """A larger or a later dose never needs less at the reference minute."""
    need = need_kbq(gross, age, half_life)

    assert need_kbq(gross + 1, age, half_life) >= need
    assert need_kbq(gross, age + 1, half_life) >= need


@given(positive_activities, st.integers(-100_000, 100_000), st.floats(1000.0, 1e7))
def test_rest_shrinks_with_age(activity: int, age: int, half_life: float) -> None:
    """What remains never grows with time, and the two roundings enclose it."""
    least = remaining_kbq(activity, age, half_life)
    most = remaining_at_most_kbq(activity, age, half_life)

    assert 0 <= most - least <= 1
    assert remaining_kbq(activity, age + 1, half_life) <= least
    assert remaining_at_most_kbq(activity, age + 1, half_life) <= most


@given(positive_activities, st.integers(0, 20_000), st.floats(100.0, 1e7))
def test_what_is_needed_suffices(gross: int, age: int, half_life: float) -> None:
    """The need leaves the dose at the injection, and one kBq less does not."""
    assume(age / half_life < 60)
    need = need_kbq(gross, age, half_life)

    assert remaining_kbq(need, age, half_life) >= gross
    assert remaining_kbq(need - 1, age, half_life) < gross


def test_the_largest_activity_is_exact_to_the_kilobecquerel() -> None:
    """At the most a problem may hold, where a float product is not to be trusted."""
    # 10^12 * 2^(1/109.77) and 10^12 * 2^(-1/109.77), with 30 digits.
    assert need_kbq(MAX_ACTIVITY_KBQ, 1, F18_MIN) == 1_006_334_519_882
    assert remaining_kbq(MAX_ACTIVITY_KBQ, 1, F18_MIN) == 993_705_353_680
    assert remaining_at_most_kbq(MAX_ACTIVITY_KBQ, 1, F18_MIN) == 993_705_353_681


@pytest.mark.parametrize(
    ("activity", "age"),
    [(3, 165), (10**12, 199), (10**12, 200)],
    ids=["whole shift", "72 digits, whole", "limit"],
)
def test_many_half_lives_stay_exact(activity: int, age: int) -> None:
    """Up to 200 half-lives the result is exact however many digits it has."""
    assert need_kbq(activity, age, 1.0) == activity << age


def test_seventy_digits_beside_whole_half_lives() -> None:
    """A result with more digits than the first attempt carries is still exact."""
    # 2^199.5 * 10^12 = 10^12 * sqrt(2^399), whose floor integer arithmetic knows.
    expected = math.isqrt(2**399 * 10**24)

    assert need_kbq(10**12, 399, 2.0) == expected + 1
    assert remaining_kbq(10**12, -399, 2.0) == expected


@pytest.mark.parametrize(
    "function",
    [need_kbq, remaining_kbq, remaining_at_most_kbq],
    ids=["need", "remaining", "at most"],
)
def test_nothing_stays_nothing(function: Callable[[int, int, float], int]) -> None:
    """No activity needs, leaves and may be nothing, at any age."""
    assert function(0, 30, F18_MIN) == 0
    assert function(0, -30, F18_MIN) == 0


def test_need_beyond_all_halvings_is_refused() -> None:
    """More than 200 half-lives ahead no dose can be made: refused, not overflowed."""
    with pytest.raises(ValueError, match="201 half-lives"):
        need_kbq(1, 201, 1.0)


def test_rest_beyond_all_halvings_is_nothing() -> None:
    """Long after the last atom, nothing is available, and at most a rounding."""
    assert remaining_kbq(MAX_ACTIVITY_KBQ, 201, 1.0) == 0
    assert remaining_at_most_kbq(MAX_ACTIVITY_KBQ, 201, 1.0) == 1
    assert remaining_at_most_kbq(0, 201, 1.0) == 0


@pytest.mark.parametrize("half_life", [0.0, -109.77])
def test_half_life_must_be_positive(half_life: float) -> None:
    """A half-life of nothing or less is refused by every function."""
    with pytest.raises(ValueError, match="must be positive"):
        decay_factor(1, half_life)
    with pytest.raises(ValueError, match="must be positive"):
        need_kbq(1, 1, half_life)
    with pytest.raises(ValueError, match="must be positive"):
        remaining_kbq(1, 1, half_life)


def test_age_may_be_a_fraction_of_a_minute() -> None:
    """Half a minute of a one-minute label halves by the square root of two."""
    # 1000 / sqrt(2) = 707.10...
    assert remaining_kbq(1000, Fraction(1, 2), 1.0) == 707
    assert remaining_at_most_kbq(1000, Fraction(1, 2), 1.0) == 708
    assert need_kbq(1000, Fraction(1, 2), 1.0) == 1415
    assert need_kbq(1000, Fraction(3), 1.0) == 8000


def test_a_fraction_a_hair_off_is_told_from_the_whole() -> None:
    """Thirty digits beside a whole half-life, the rounding still sees the side."""
    hair = Fraction(1, 10**30)

    assert need_kbq(1000, 1 + hair, 1.0) == 2001
    assert need_kbq(1000, 1 - hair, 1.0) == 2000
    assert remaining_kbq(1000, 1 + hair, 1.0) == 499
    assert remaining_kbq(1000, 1 - hair, 1.0) == 500


@given(positive_activities, positive_activities, st.floats(1.0, 1e6))
def test_longest_age_is_the_edge(gross: int, available: int, half_life: float) -> None:
    """At the longest age the activity suffices, a minute later it does not."""
    age = longest_age_min(gross, available, half_life)

    assert need_kbq(gross, age, half_life) <= available
    assert need_kbq(gross, age + 1, half_life) > available


def test_longest_age_of_an_exact_half_life() -> None:
    """Twice the dose lasts one half-life, that very minute included."""
    assert longest_age_min(1000, 2000, 60.0) == 60
    assert longest_age_min(2000, 1000, 60.0) == -60


@pytest.mark.parametrize(("gross", "available"), [(0, 1), (1, 0), (-1, 1)])
def test_longest_age_needs_activities(gross: int, available: int) -> None:
    """There is no longest age for no dose, nor for nothing to draw it from."""
    with pytest.raises(ValueError, match="positive activities"):
        longest_age_min(gross, available, F18_MIN)


def test_factor_is_one_half_after_one_half_life() -> None:
    """The factor halves per half-life and looks back in time above one."""
    assert decay_factor(F18_MIN, F18_MIN) == 0.5
    assert decay_factor(0, F18_MIN) == 1.0
    assert decay_factor(-2 * F18_MIN, F18_MIN) == 4.0
