"""Facts that can be taken back: every change is noted with what was there before."""

from collections.abc import Hashable
from typing import Any

ABSENT = object()
"""What a dictionary has where it has nothing."""


class Journal:
    """Changes of plain dictionaries of immutable values, and the way back."""

    def __init__(self) -> None:
        self._journal: list[tuple[dict[Any, Any], Hashable, Any]] = []

    def mark(self) -> int:
        """A point in time to come back to."""
        return len(self._journal)

    def undo(self, mark: int) -> None:
        """Take back every change since the mark."""
        while len(self._journal) > mark:
            facts, key, old = self._journal.pop()
            if old is ABSENT:
                facts.pop(key, None)
            else:
                facts[key] = old

    def forget(self) -> None:
        """Keep all changes so far for good."""
        self._journal.clear()

    def _put(self, facts: dict[Any, Any], key: Hashable, value: object) -> None:
        """Write a fact, and its old value to the journal."""
        self._journal.append((facts, key, facts.get(key, ABSENT)))
        if value is ABSENT:
            facts.pop(key, None)
        else:
            facts[key] = value
