"""Whole schedules: every visit of a chain seated after those it waits for."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from solver.plan.slot import PricedSlot
from solver.revision import Revision
from solver.search.construct import predecessors_first
from solver.state.index import Index

BRANCHES = 3
"""Slots that are tried for a visit of a chain, once those before it are seated."""

MOST_TRIES = 60
"""Slots that are tried in all for one beginning of a chain."""

FIRST_SLOTS = 40
"""Slots of the first visit among which beginnings are looked for."""

Chain = tuple[PricedSlot, ...]
Stuck = Callable[[int, str, Revision], None]
"""Told how many visits are seated, which one has no slot then, and in what."""


def chains(
    revision: Revision, visit_ids: Iterable[str], stuck: Stuck
) -> Iterator[Chain]:
    """
    Complete chains, each of another first day, the cheapest beginning first.

    Those of the visits that are seated already are looked for as if they were not.
    """
    index = revision.state.index
    ordered = in_order(index, visit_ids)
    if not ordered:
        return
    revision = revision.copy()
    for visit_id in ordered:
        revision.lift(visit_id)
    first, *rest = ordered
    visit = index.visits[first]
    beginnings: dict[int, list[PricedSlot]] = {}
    for priced in revision.offers(first, FIRST_SLOTS, beside=ordered):
        day = index.day_of(visit, priced.slot.injection_min)
        beginnings.setdefault(day, []).append(priced)
    if not beginnings:
        stuck(0, first, revision)
    for same_day in beginnings.values():
        tries = _Tries(revision, ordered, stuck)
        for priced in same_day[:BRANCHES]:
            chain = tries.continued((priced,), rest)
            if chain is not None:
                yield chain
                break


def in_order(index: Index, visit_ids: Iterable[str]) -> list[str]:
    """Visits, each after those it waits for, and otherwise by window."""
    by_window = sorted(
        set(visit_ids), key=lambda each: (index.visits[each].window_start_min, each)
    )
    return predecessors_first(index, by_window)


class _Tries:
    """Ways to go on from one beginning, up to a number of them."""

    def __init__(
        self, revision: Revision, together: Collection[str], stuck: Stuck
    ) -> None:
        self._revision = revision
        self._together = together
        self._stuck = stuck
        self._left = MOST_TRIES

    def continued(self, chain: Chain, rest: Sequence[str]) -> Chain | None:
        """The chain with its last slot seated, and all the rest after it."""
        if self._left <= 0:
            return None
        self._left -= 1
        revision, slot = self._revision, chain[-1].slot
        mark = revision.mark()
        revision.seat(slot, beside=self._together)
        found = self._rest(chain, rest)
        revision.undo(mark)
        return found

    def _rest(self, chain: Chain, rest: Sequence[str]) -> Chain | None:
        if not rest:
            return chain
        offers = self._revision.offers(rest[0], BRANCHES, beside=self._together)
        if not offers:
            self._stuck(len(chain), rest[0], self._revision)
        for priced in offers:
            found = self.continued((*chain, priced), rest[1:])
            if found is not None:
                return found
        return None
