"""
Every time at which a visit could be seated, with the cheapest dose for each.

Times are told apart by quarters of an hour: of a quarter, its first minute is meant,
or else the first one that is open.  Doses are asked the cheapest first, so that a
quarter that has one is not asked again for dearer ones.
"""

from collections.abc import Iterator
from dataclasses import replace

from solver.booking.late_runs import latest_eos_min
from solver.booking.priced_offers import PricedOffer, priced_offers
from solver.constraints import OFFER_RULES, SOURCE_RULES
from solver.problem.demand import Visit
from solver.search.insertion import (
    OpenMinutes,
    Seat,
    open_minutes,
)
from solver.search.prices import seat_key, wanted_minute
from solver.state.bitset import shifted
from solver.state.frame import Frame
from solver.state.offer import Offer
from solver.state.state import State

QUARTER_MIN = 15
"""Times less apart than this are one and the same for people."""


def candidates(state: State, visit: Visit) -> list[Seat]:
    """
    The best seat of each quarter of an hour in which there is one, in order of time.

    Nothing is said of who does what, nor of the breaks that all tasks of the visit
    leave together: both are for those who seat it.
    """
    layouts = open_minutes(state, visit)
    if not layouts:
        return []
    found = _Quarters(state, visit)
    for priced in priced_offers(state, visit, layouts):
        for opened in layouts:
            found.consider(opened, priced)
    return found.in_order()


class _Quarters:
    """The best seat so far of each quarter of an hour."""

    def __init__(self, state: State, visit: Visit) -> None:
        self._state = state
        self._visit = visit
        self._shift = state.index.problem.origin_at.minute % QUARTER_MIN
        self._wanted = wanted_minute(state, visit)
        self._best: dict[int, Seat] = {}
        self._asked: dict[tuple[int, str, str, int], set[int]] = {}
        self._authorised: dict[tuple[int, str], int] = {}

    def in_order(self) -> list[Seat]:
        """All of them, by time."""
        return [self._best[each] for each in sorted(self._best)]

    def consider(self, opened: OpenMinutes, priced: PricedOffer) -> None:
        """Take an offer wherever it is better than what is there."""
        offer = priced.offer
        frame, minutes = self._allowed(opened, offer)
        # A run that may end at several minutes costs the same, whichever is tried.
        source = (opened.alternative, offer.supply.id, offer.way.id, offer.vial)
        asked = self._asked.setdefault(source, set())
        for minute in self._times(frame, minutes):
            known = self._best.get(self._quarter(minute))
            least = (self._moved(minute), priced.least_nok)
            if minute in asked or (known is not None and known.key[:2] < least):
                continue
            asked.add(minute)
            key = self._key(opened.alternative, priced, minute)
            if known is None or key < known.key:
                seat = Seat(key, offer, minute, opened.steps_at(minute))
                self._best[self._quarter(minute)] = seat

    def _key(
        self, alternative: int, priced: PricedOffer, minute: int
    ) -> tuple[int, ...]:
        """What a seat costs, level by level, its run ending as late as it could."""
        latest = latest_eos_min(self._state, priced.offer, minute)
        offer = replace(priced.offer, reference_min=latest)
        return seat_key(
            self._state, self._visit, alternative, (offer, priced.nok), minute
        )

    def _allowed(self, opened: OpenMinutes, offer: Offer) -> tuple[Frame, int]:
        """Minutes that all rules leave open for a dose, as bits of a short frame."""
        frame, unit_id = opened.frame, offer.supply.unit_id
        key = (opened.alternative, unit_id)
        if key not in self._authorised:
            bits = opened.union
            for source_rule in SOURCE_RULES:
                bits &= source_rule.allows(self._state, self._visit, unit_id, frame)
            self._authorised[key] = bits
        minutes = self._authorised[key]
        first, last = frame.start_min, frame.end_min - 1
        for rule in OFFER_RULES:
            low, high = rule.allows(self._state, self._visit, opened.alternative, offer)
            first, last = max(first, low), min(last, high)
            if first > last:
                break
        within = Frame(first, last + 1)
        return within, shifted(minutes, frame.start_min - first) & within.full

    def _times(self, frame: Frame, minutes: int) -> Iterator[int]:
        """The first open minute of each quarter, and the minute that is wanted."""
        minute = frame.first_at_or_after(minutes, frame.start_min)
        while minute >= 0:
            yield minute
            following = (self._quarter(minute) + 1) * QUARTER_MIN - self._shift
            minute = frame.first_at_or_after(minutes, following)
        if self._wanted is not None and frame.holds(minutes, self._wanted):
            yield self._wanted

    def _quarter(self, minute: int) -> int:
        return (minute + self._shift) // QUARTER_MIN

    def _moved(self, minute: int) -> int:
        return 0 if self._wanted is None else abs(minute - self._wanted)
