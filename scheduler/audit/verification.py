"""Does a chain hold? Judged from its entries and heads alone, wherever they are."""

from collections.abc import Iterator
from typing import NamedTuple

from scheduler.audit.chain import GENESIS, Entry, Head, hash_of
from solver.errors import Issue


class Verdict(NamedTuple):
    """What a chain turned out to be: where it ends, and all that is wrong with it."""

    head: Head
    issues: tuple[Issue, ...]


class Judge:
    """
    Follows a chain from its first entry to its last.

    Parameters
    ----------
    chain
        Its name.
    anchor
        A head of the same chain that was kept elsewhere. Only with it a chain that
        was cut, or computed anew, is told from a chain that was always so.
    """

    def __init__(self, chain: str, anchor: Head | None = None) -> None:
        self._anchor = anchor
        self._last = Head(chain, 0, GENESIS)
        self._issues: list[Issue] = []

    def follow(self, entry: Entry) -> None:
        """Judge the next entry, in the order of numbers."""
        number: object = entry.content.number
        place = f"{self._last.chain}[{number}]"
        if not isinstance(number, int):
            self._issues.append(Issue(place, "has no number"))
            return
        self._issues.extend(Issue(place, each) for each in self._faults(entry))
        self._last = Head(self._last.chain, number, entry.hash)

    def blame(self, message: str) -> None:
        """Add what keeps the chain from being read."""
        self._issues.append(Issue(self._last.chain, message))

    def end(self, head: Head | None) -> Verdict:
        """Judge the end of the chain by its head; ``None`` if there is none."""
        for message in self._faults_of_end(head):
            self.blame(message)
        return Verdict(self._last, tuple(self._issues))

    def _faults(self, entry: Entry) -> Iterator[str]:
        content, last, anchor = entry.content, self._last, self._anchor
        number = content.number
        if content.chain != last.chain:
            yield f"is of another chain, {content.chain}"
        if number > last.number + 1:
            yield f"{number - last.number - 1} missing before it"
        elif number <= last.number:
            yield f"comes after {last.number}"
        elif content.previous_hash != last.hash:
            yield "does not follow the entry before it"
        if not _is_hashed(entry):
            yield "was changed: its hash does not fit what it says"
        if anchor and number == anchor.number and entry.hash != anchor.hash:
            yield "is not the one of the kept head: the chain was rewritten"

    def _faults_of_end(self, head: Head | None) -> Iterator[str]:
        last, anchor = self._last, self._anchor
        if head is None:
            yield "has no head"
        elif head.number != last.number:
            yield f"ends with {last.number}, but its head is of {head.number}"
        elif head != last:
            yield f"its head has another hash than entry {last.number}"
        if anchor and last.number < anchor.number:
            yield f"ends with {last.number}, the kept head is of {anchor.number}"


def _is_hashed(entry: Entry) -> bool:
    try:
        return hash_of(entry.content) == entry.hash
    except (TypeError, ValueError):  # what is no text was never written by us
        return False
