from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.imports.planning_file import quantities, read_planning_file
from solver.errors import InvalidDocument
from tests.scheduler.imports.small_file import a_file, as_bytes


@given(st.decimals(min_value=1, max_value=10**6, places=8))
def test_megabecquerels_are_rounded_against_us(value: Decimal) -> None:
    """
    A requirement is the least kBq not below, an availability the greatest not above.
    """
    exact = Fraction(value) * 1000
    required = quantities.required_mbq(value)
    available = quantities.available_mbq(value)

    assert required - 1 < exact <= required
    assert available <= exact < available + 1


def test_decimals_are_read_exactly() -> None:
    """
    80.3 kg is 80.3 kg: as a float, 3.5 * 80.3 * 1000 would not be a whole number.
    """
    file = read_planning_file(as_bytes(a_file()))

    assert file.participants[0].weight_kg == Decimal("80.3")
    assert file.lines[0].processes[0].capacity_gbq == Decimal("120.5")


@pytest.mark.parametrize("text", ["80.1234567890123", "8.03e1", "80", "80.0"])
def test_numbers_of_fifteen_digits_are_accepted(text: str) -> None:
    """
    Any spelling of a number with up to 15 digits is read as it stands.
    """
    data = as_bytes(a_file()).replace(b"80.3", text.encode())

    assert read_planning_file(data).participants[0].weight_kg == Decimal(text)


def test_numbers_of_more_digits_are_refused() -> None:
    """
    Sixteen digits are more than a double is sure to keep.
    """
    data = as_bytes(a_file()).replace(b"80.3", b"80.12345678901234")

    with pytest.raises(InvalidDocument) as refusal:
        read_planning_file(data)

    assert [str(issue) for issue in refusal.value.issues] == [
        "participants[X7Q2].weight_kg: more than 15 digits"
    ]


def test_shares_and_times_are_whole_or_rounded_down() -> None:
    """
    2.5 % are 25 permille, 2.55 % are none; 1.01 h are 60 min (60.6 rounded down).
    """
    assert quantities.permille(Decimal("2.5")) == 25
    assert quantities.permille(Decimal("2.55")) is None
    assert quantities.allowed_minutes(Decimal("1.01")) == 60
    assert quantities.required_ul(Decimal("0.0001")) == 1
    assert quantities.available_ul(Decimal("1.9999")) == 1999
