"""Instants at equal distances: what a cadence gives on one local date."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Slots:
    """
    ``first``, and ``count - 1`` more, each ``step`` of passing time after the other.

    Clocks that are put back or forward meanwhile change nothing.
    """

    first: datetime
    step: timedelta
    count: int

    def latest_until(self, at: datetime) -> datetime | None:
        """The last of them that has come at an instant; ``None`` if none has."""
        if at < self.first:
            return None
        return self._number(min((at - self.first) // self.step, self.count - 1))

    def first_after(self, at: datetime) -> datetime | None:
        """The first of them that has not come yet; ``None`` if all have."""
        if at < self.first:
            return self.first
        number = (at - self.first) // self.step + 1
        return self._number(number) if number < self.count else None

    def _number(self, number: int) -> datetime:
        return self.first + number * self.step
