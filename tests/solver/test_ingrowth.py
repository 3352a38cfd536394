import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.decay import remaining_kbq
from solver.ingrowth import daughter_activity_kbq, time_of_maximum_min

GBQ = 1_000_000
HOUR_MIN = 60
DAY_MIN = 24 * HOUR_MIN

# ICRP-107, as the domain facts quote it.
GE68_MIN, GA68_MIN = 270.95 * DAY_MIN, 67.71
MO99_MIN, TC99M_MIN = 65.94 * HOUR_MIN, 6.015 * HOUR_MIN

half_lives = st.floats(10.0, 1e6, allow_nan=False)
minutes = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("hours", "permille"), [(1, 459), (2, 707), (3, 842), (4, 914)]
)
def test_gallium_grows_back(hours: int, permille: int) -> None:
    """The Ga-68 generator recovers as the domain facts list it: 45.9 % after 1 h."""
    # 1 - 2^(-60 h / 67.71), of the parent there is then (0.04 % are gone in 4 h).
    elapsed = hours * HOUR_MIN
    activity = daughter_activity_kbq(GBQ, elapsed, GE68_MIN, GA68_MIN)

    assert round(activity * 1000 / remaining_kbq(GBQ, elapsed, GE68_MIN)) == permille


def test_technetium_is_greatest_after_22_9_hours() -> None:
    """The Tc-99m maximum of a Mo-99 generator comes after 22.9 h: daily elution."""
    # ln(65.94 / 6.015) / (ln 2 * (1/6.015 - 1/65.94) / h) = 2.3945 / 0.10472 = 22.87 h
    best = time_of_maximum_min(MO99_MIN, TC99M_MIN)

    assert round(best / HOUR_MIN, 1) == 22.9


def test_activity_is_greatest_at_the_time_of_maximum() -> None:
    """An hour before or after the maximum there is less to elute."""
    best = round(time_of_maximum_min(MO99_MIN, TC99M_MIN))
    before, there, after = (
        daughter_activity_kbq(100 * GBQ, best + shift, MO99_MIN, TC99M_MIN)
        for shift in (-HOUR_MIN, 0, HOUR_MIN)
    )

    assert before < there > after


def test_daughter_equals_parent_at_the_maximum() -> None:
    """Where the daughter neither grows nor falls, its activity is the parent's."""
    best = round(time_of_maximum_min(MO99_MIN, TC99M_MIN))
    daughter = daughter_activity_kbq(100 * GBQ, best, MO99_MIN, TC99M_MIN)

    # Half a minute off the maximum the parent changes by 9e-5 of itself.
    assert daughter == pytest.approx(remaining_kbq(100 * GBQ, best, MO99_MIN), rel=1e-4)


@pytest.mark.parametrize("branching", [0.876, Decimal("0.876")], ids=["float", "exact"])
def test_branching_scales_what_grows_in(branching: float | Decimal) -> None:
    """Only the branching's share grows in; what was left behind is not scaled."""
    whole = daughter_activity_kbq(100 * GBQ, 600, MO99_MIN, TC99M_MIN)
    left = remaining_kbq(GBQ, 600, TC99M_MIN)
    activity = daughter_activity_kbq(
        100 * GBQ, 600, MO99_MIN, TC99M_MIN, branching, GBQ
    )

    assert activity == pytest.approx(0.876 * whole + left, abs=2)


def test_nothing_has_grown_at_the_elution() -> None:
    """At the elution there is what the elution left, to the kBq."""
    assert daughter_activity_kbq(GBQ, 0, GE68_MIN, GA68_MIN) == 0
    assert daughter_activity_kbq(GBQ, 0, GE68_MIN, GA68_MIN, 1.0, 123) == 123


@given(st.integers(0, 10**9), minutes, half_lives)
def test_without_a_parent_the_daughter_only_decays(
    initial: int, elapsed: int, half_life: float
) -> None:
    """With nothing on the column, what was left decays as any activity does."""
    activity = daughter_activity_kbq(0, elapsed, 1e6, half_life, 1.0, initial)

    assert activity == (
        remaining_kbq(initial, elapsed, half_life) if elapsed / half_life < 200 else 0
    )


def test_equal_half_lives_use_the_limit() -> None:
    """With equal half-lives, one half-life grows ln 2 / 2 of the parent."""
    # 1e9 * 0.693147180559945 / 2 = 346 573 590.27...
    assert daughter_activity_kbq(10**9, 100, 100.0, 100.0) == 346_573_590
    assert time_of_maximum_min(100.0, 100.0) == pytest.approx(100 / math.log(2))


@given(st.floats(10.0, 1e5), st.integers(0, 5_000), st.sampled_from([0.0, math.inf]))
def test_nearly_equal_half_lives_lose_no_digits(
    half_life: float, elapsed: int, towards: float
) -> None:
    """One unit in the last place beside equality gives what equality gives."""
    neighbor = math.nextafter(half_life, towards)
    equal = daughter_activity_kbq(10**9, elapsed, half_life, half_life)
    nearly = daughter_activity_kbq(10**9, elapsed, half_life, neighbor)

    assert abs(nearly - equal) <= 1
    assert time_of_maximum_min(half_life, neighbor) == pytest.approx(
        time_of_maximum_min(half_life, half_life), rel=1e-12
    )


@given(st.integers(0, 10**9), minutes, minutes, half_lives, half_lives)
def test_growing_twice_is_growing_once(
    parent: int, first: int, second: int, parent_t: float, daughter_t: float
) -> None:
    """To stop half-way and go on from what is there then changes nothing."""
    once = daughter_activity_kbq(parent, first + second, parent_t, daughter_t)
    parent_then = remaining_kbq(parent, first, parent_t)
    daughter_then = daughter_activity_kbq(parent, first, parent_t, daughter_t)
    twice = daughter_activity_kbq(
        parent_then, second, parent_t, daughter_t, 1.0, daughter_then
    )

    # Two inputs are rounded down; neither kBq of them is ever more than one kBq of
    # daughter, which at its most equals its parent then.
    assert 0 <= once - twice <= 2


def test_a_longer_lived_daughter_keeps_growing() -> None:
    """The daughter may outlive its parent: in the end every atom has become one."""
    # 1e9 kBq of parent with 10 min are as many atoms as 1e9 * 10 / 1e6 kBq of the
    # daughter; after 1000 min, 0.07 % of those have decayed.
    # 10000 * 1e6 / (1e6 - 10) * 2^(-0.001) = 9993.17...
    assert daughter_activity_kbq(10**9, 1_000, 10.0, 1e6) == 9_993


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_half_lives_must_be_positive(bad: float) -> None:
    """A half-life that is none is refused, on either side."""
    for pair in ((bad, 10.0), (10.0, bad)):
        with pytest.raises(ValueError, match="half-life must be positive"):
            daughter_activity_kbq(1, 1, *pair)
        with pytest.raises(ValueError, match="half-life must be positive"):
            time_of_maximum_min(*pair)


@pytest.mark.parametrize("branching", [-0.1, 1.1, math.nan])
def test_branching_is_a_share(branching: float) -> None:
    """A branching outside of zero to one is refused."""
    with pytest.raises(ValueError, match="branching must be in"):
        daughter_activity_kbq(1, 1, 10.0, 1.0, branching)


@pytest.mark.parametrize(
    ("parent", "elapsed", "initial"), [(-1, 0, 0), (0, -1, 0), (0, 0, -1)]
)
def test_negative_quantities_are_refused(
    parent: int, elapsed: int, initial: int
) -> None:
    """In-growth does not look back in time, nor know negative activities."""
    with pytest.raises(ValueError, match="no negative quantity"):
        daughter_activity_kbq(parent, elapsed, 10.0, 1.0, 1.0, initial)
