"""How much to try: a little in every run, much where verification is asked for."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

SHARE = float(os.environ.get("TRACERPLAN_VERIFY_SHARE", "1.0"))
"""Share of the full counts that tests marked ``verify`` go through."""


def share(count: int) -> int:
    """The share of a full count, at least one."""
    return max(1, round(count * SHARE))


def some(cases: Sequence[T]) -> list[T]:
    """The share of all cases, evenly spread, at least one."""
    count = share(len(cases))
    return [cases[number * len(cases) // count] for number in range(count)]
