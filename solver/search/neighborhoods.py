"""
Which visits an exact piece decides together, while all others stay.

What is coupled: the visits of a site on a day share its scanners, those of a product
on a day its runs, and on a whole day of a small network each is coupled to each.
"""

from collections.abc import Callable, Mapping
from random import Random

from solver.state.index import Index
from solver.state.placement import Placement

MOST_WHOLE = 45
"""Up to so many visits, the whole plan is one piece, if there are that many seconds."""

WHOLE_S = 20.0
"""Time that must be left for the exact model of a plan that large."""

PIECE_VISITS = 30
"""Free visits of one piece, at most: smaller ones are proved sooner and gain less."""

WAITING_VISITS = 22
"""Free visits around one that is left out, at most: to seat it is asked first."""


class Neighborhoods:
    """
    Chooses the free visits of the next piece.

    Parameters
    ----------
    free
        Visits that may be moved.
    """

    def __init__(self, index: Index, free: tuple[str, ...], seed: int) -> None:
        self._index = index
        self._free = free
        self._random = Random(seed)
        self._most = PIECE_VISITS

    def halve(self) -> None:
        """Choose fewer from now on: the last piece was too large to be stated."""
        self._most = max(self._most // 2, 1)

    def choose(
        self, placements: Mapping[str, Placement], impossible: frozenset[str]
    ) -> list[str]:
        """Visits around one left out, or of a site's, product's or network's day."""
        waiting = [
            each
            for each in self._free
            if each not in placements and each not in impossible
        ]
        seated = [each for each in self._free if each in placements]
        if not seated and not waiting:
            return []
        if waiting and (not seated or self._random.random() < 0.7):  # noqa: PLR2004 - served comes first
            return self._beside(self._random.choice(waiting), placements)
        kinds: list[Callable[[str, list[str], Mapping[str, Placement]], list[str]]] = [
            self._site_day,
            self._product_day,
            self._day,
            self._batch_and_others,
        ]
        first = self._random.choice(seated)
        return self._random.choice(kinds)(first, seated, placements)

    def _site_day(
        self, first: str, seated: list[str], placements: Mapping[str, Placement]
    ) -> list[str]:
        """A visit and those nearest to it, at its site on its day."""
        site_id = self._index.visits[first].site_id
        day = self._day_of(first, placements)
        found = [
            each
            for each in seated
            if self._index.visits[each].site_id == site_id
            and self._day_of(each, placements) == day
        ]
        return self._nearest(first, found, placements)[: self._most]

    def _product_day(
        self, first: str, seated: list[str], placements: Mapping[str, Placement]
    ) -> list[str]:
        """The visits of a product on a day, batch by batch."""
        product_id = self._index.visits[first].product_id
        day = self._day_of(first, placements)
        own = placements[first].channel.supply_id
        found = [
            each
            for each in seated
            if self._index.visits[each].product_id == product_id
            and self._day_of(each, placements) == day
        ]
        supplies = sorted({placements[each].channel.supply_id for each in found})
        self._random.shuffle(supplies)
        supplies.sort(key=lambda each: each != own)
        found.sort(key=lambda each: supplies.index(placements[each].channel.supply_id))
        return found[: self._most]

    def _day(
        self, first: str, seated: list[str], placements: Mapping[str, Placement]
    ) -> list[str]:
        """All visits of a day, or some of its sites'; the whole plan if it is small."""
        if len(seated) <= MOST_WHOLE:
            return seated
        day = self._day_of(first, placements)
        found = [each for each in seated if self._day_of(each, placements) == day]
        sites = sorted({self._index.visits[each].site_id for each in found})
        self._random.shuffle(sites)
        own = self._index.visits[first].site_id
        sites.sort(key=lambda each: each != own)
        found.sort(key=lambda each: sites.index(self._index.visits[each].site_id))
        return found[: self._most]

    def _batch_and_others(
        self, first: str, seated: list[str], placements: Mapping[str, Placement]
    ) -> list[str]:
        """The visits of a batch, and any others of its product."""
        supply_id = placements[first].channel.supply_id
        product_id = self._index.visits[first].product_id
        own = [
            each for each in seated if placements[each].channel.supply_id == supply_id
        ]
        others = [
            each
            for each in seated
            if each not in own and self._index.visits[each].product_id == product_id
        ]
        self._random.shuffle(others)
        return (own + others)[: self._most]

    def _beside(self, visit_id: str, placements: Mapping[str, Placement]) -> list[str]:
        """A visit, and those seated nearest to a minute of its window at its site."""
        visit = self._index.visits[visit_id]
        horizon = self._index.problem.horizon_min
        hours = [
            each
            for each in visit.injection_hours
            if each.end_min > visit.window_start_min
            and each.start_min < min(visit.window_end_min, horizon)
        ]
        chosen = self._random.choice(hours) if hours else None
        middle = (chosen.start_min + chosen.end_min) // 2 if chosen else 0
        required = [
            each
            for each in self._index.precedence.requirements(visit_id)
            if each in placements and each in self._free
        ]
        near = sorted(
            (abs(placements[each].injection_min - middle), each)
            for each in self._free
            if each in placements and self._index.visits[each].site_id == visit.site_id
        )
        beside = [each for _, each in near if each not in required]
        most = min(WAITING_VISITS, self._most)
        return [visit_id, *required, *beside][:most]

    def _nearest(
        self, first: str, found: list[str], placements: Mapping[str, Placement]
    ) -> list[str]:
        minute = placements[first].injection_min
        return sorted(
            found, key=lambda each: (abs(placements[each].injection_min - minute), each)
        )

    def _day_of(self, visit_id: str, placements: Mapping[str, Placement]) -> int:
        visit = self._index.visits[visit_id]
        return self._index.day_of(visit, placements[visit_id].injection_min)
