"""How values are told in an entry."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from scheduler.audit.changes import plain
from solver.problem.commitments import Firmness


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Decimal("71.40"), "71.40", id="a decimal number"),
        pytest.param(Decimal("1E+3"), "1E+3", id="a decimal number with an exponent"),
        pytest.param(
            datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2))),
            "2026-03-29T01:30:00.000000Z",
            id="an instant of another place",
        ),
        pytest.param(date(2026, 3, 29), "2026-03-29", id="a date"),
        pytest.param(Firmness.HELD, "held", id="a word of a list"),
        pytest.param({"b": [Decimal("0.5"), None]}, {"b": [0.5, None]}, id="details"),
    ],
)
def test_values_are_told_in_plain_words(value: object, expected: object) -> None:
    """JSON has no instants and no decimals: each has one form."""
    assert plain(value) == expected
