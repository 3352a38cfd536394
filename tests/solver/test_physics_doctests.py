import doctest
from types import ModuleType

import pytest

from solver import activity, capacity, decay, horizon, ingrowth, units
from solver.nuclides import half_life, lookup, pairs, record, table


@pytest.mark.parametrize(
    ("module", "has_examples"),
    [
        (activity, False),
        (capacity, True),
        (decay, True),
        (half_life, False),
        (horizon, False),
        (ingrowth, True),
        (lookup, True),
        (pairs, False),
        (record, False),
        (table, False),
        (units, False),
    ],
    ids=lambda value: value.__name__ if isinstance(value, ModuleType) else "",
)
def test_examples_hold(module: ModuleType, has_examples: bool) -> None:
    """The examples in docstrings do what they say, and none has gone missing."""
    outcome = doctest.testmod(module)

    assert outcome.failed == 0
    assert (outcome.attempted > 0) == has_examples
