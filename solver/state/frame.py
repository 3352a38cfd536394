"""A span of minutes, within which sets of minutes are bitsets."""

from collections.abc import Iterable
from dataclasses import dataclass

from solver.problem.base import Interval
from solver.state import bitset
from solver.state.pages import Pages, cut


@dataclass(frozen=True, slots=True)
class Frame:
    """
    Minutes ``[start_min, end_min)``: bit ``k`` stands for minute ``start_min + k``.

    A rule is asked about the minutes of a frame and answers with bits of it; what
    lies outside is nobody's business.  The frame of a visit is as long as its window,
    not as the horizon.
    """

    start_min: int
    end_min: int

    @classmethod
    def of_minute(cls, minute: int) -> "Frame":
        """The frame that holds one minute only."""
        return cls(minute, minute + 1)

    @property
    def is_empty(self) -> bool:
        """Whether there is no minute in it."""
        return self.end_min <= self.start_min

    @property
    def full(self) -> int:
        """All minutes of the frame."""
        return 0 if self.is_empty else (1 << (self.end_min - self.start_min)) - 1

    def span(self, start_min: int, end_min: int) -> int:
        """Minutes ``[start_min, end_min)``, as far as they are in the frame."""
        return bitset.span(
            start_min - self.start_min, min(end_min, self.end_min) - self.start_min
        )

    def union(self, spans: Iterable[Interval]) -> int:
        """Minutes of any of the intervals."""
        bits = 0
        for each in spans:
            if each.start_min < self.end_min and each.end_min > self.start_min:
                bits |= self.span(each.start_min, each.end_min)
        return bits

    def cut(self, pages: Pages) -> int:
        """Minutes of the frame that are in a paged set."""
        return cut(pages, self.start_min, self.end_min)

    def moved(self, minutes: int, longer: int = 0) -> "Frame":
        """The frame later by so many minutes, and longer at its end."""
        return Frame(self.start_min + minutes, self.end_min + minutes + longer)

    def holds(self, bits: int, minute: int) -> bool:
        """Whether a minute is in the set."""
        offset = minute - self.start_min
        return offset >= 0 and bool(bits >> offset & 1)

    def first_at_or_after(self, bits: int, minute: int) -> int:
        """First minute of the set at or after ``minute``; -1 if there is none."""
        found = bitset.first_at_or_after(bits, minute - self.start_min)
        return found + self.start_min if found >= 0 else -1

    def last_at_or_before(self, bits: int, minute: int) -> int:
        """Last minute of the set at or before ``minute``; -1 if there is none."""
        found = bitset.last_at_or_before(bits, minute - self.start_min)
        return found + self.start_min if found >= 0 else -1
