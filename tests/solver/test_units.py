from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.units import (
    KBQ_PER_GBQ,
    KBQ_PER_MBQ,
    available_kbq,
    gbq,
    mbq,
    required_kbq,
)

# Exact decimals with more digits than the default Decimal context keeps.
values = st.decimals(
    min_value=0, max_value=10**6, allow_nan=False, allow_infinity=False, places=30
)
units = st.sampled_from([KBQ_PER_MBQ, KBQ_PER_GBQ])


@given(values, units)
def test_roundings_enclose_the_value(value: Decimal, kbq_per_unit: int) -> None:
    """The availability is the last whole kBq below, the requirement the first
    above.
    """
    numerator, denominator = value.as_integer_ratio()
    exact = numerator * kbq_per_unit

    assert available_kbq(value, kbq_per_unit) == exact // denominator
    assert required_kbq(value, kbq_per_unit) == -(-exact // denominator)


def test_a_hair_more_requires_one_more() -> None:
    """A requirement thirty digits above a whole kBq is not rounded back to it."""
    hair_above = Decimal("1.0000000000000000000000000000000001")

    assert required_kbq(hair_above, KBQ_PER_MBQ) == 1001
    assert available_kbq(hair_above, KBQ_PER_MBQ) == 1000


@pytest.mark.parametrize(
    ("value", "kbq_per_unit", "expected"),
    [
        (Decimal(250), KBQ_PER_MBQ, 250_000),
        (Decimal("7.4"), KBQ_PER_GBQ, 7_400_000),  # 7.4 as a float is not 7.4
        (Decimal("0.001"), KBQ_PER_MBQ, 1),
        (Decimal(0), KBQ_PER_GBQ, 0),
    ],
    ids=["FDG", "Lu-177", "one kBq", "nothing"],
)
def test_whole_kilobecquerels_are_kept(
    value: Decimal, kbq_per_unit: int, expected: int
) -> None:
    """What is a whole number of kBq is rounded in neither direction."""
    assert required_kbq(value, kbq_per_unit) == expected
    assert available_kbq(value, kbq_per_unit) == expected


@given(st.integers(0, 10**12))
def test_kilobecquerels_survive_the_round_trip(kbq: int) -> None:
    """Whole kBq to MBq or GBq and back is the identity, whichever way is rounded."""
    for value, unit in ((mbq(kbq), KBQ_PER_MBQ), (gbq(kbq), KBQ_PER_GBQ)):
        assert required_kbq(value, unit) == kbq
        assert available_kbq(value, unit) == kbq
