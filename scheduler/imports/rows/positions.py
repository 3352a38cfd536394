"""Where rows stand: what stays in its place keeps its position."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

STEP = 1024
"""Room between two rows, for those that come between them later."""


def positions(before: Sequence[tuple[str, int]], after: Sequence[str]) -> list[int]:
    """
    A position for each of a list of tokens, ascending.

    What is in the same order as before keeps its own, so that a change of one row is
    a change of one row; all are numbered anew only where there is no room left.

    Parameters
    ----------
    before
        Tokens with their positions, ascending.
    """
    found = list(_kept(before, after))
    if all(one < other for one, other in pairwise(found)):
        return found
    return [STEP * number for number in range(1, len(after) + 1)]


def _kept(before: Sequence[tuple[str, int]], after: Sequence[str]) -> Iterator[int]:
    tokens = [token for token, _ in before]
    places = [place for _, place in before]
    low = min(places, default=STEP) - STEP
    matcher = SequenceMatcher(None, tokens, after, autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        num = last - first
        taken = places[start : min(end, start + num)]
        yield from taken
        low = taken[-1] if taken else low
        if rest := num - len(taken):
            high = places[end] if end < len(places) else low + STEP * (rest + 1)
            between = [
                low + (high - low) * number // (rest + 1)
                for number in range(1, rest + 1)
            ]
            yield from between
            low = between[-1]
