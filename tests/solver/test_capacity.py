import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.capacity import irradiated_kbq, sufficient_kbq, unreserved_kbq


def test_one_half_life_of_beam_makes_half_of_saturation() -> None:
    """80 GBq, half of it by EOB, half of that by EOS, half of that is the yield."""
    assert irradiated_kbq(80_000_000, 60, 60, 60.0, 500) == 10_000_000


@pytest.mark.parametrize(("saturation", "made"), [(7, 0), (8, 1), (15, 1), (16, 2)])
def test_product_is_rounded_down_once(saturation: int, made: int) -> None:
    """An eighth of what saturation would be, with no rounding on the way."""
    assert irradiated_kbq(saturation, 60, 60, 60.0, 500) == made


@given(activity=st.integers(1, 10**9), reserve=st.integers(0, 900))
def test_sufficient_capacity_is_the_least_one(activity: int, reserve: int) -> None:
    """With the reserve taken off it is enough; one kilobecquerel less is not."""
    capacity = sufficient_kbq(activity, reserve)

    assert unreserved_kbq(capacity, reserve) >= activity
    assert unreserved_kbq(capacity - 1, reserve) < activity
