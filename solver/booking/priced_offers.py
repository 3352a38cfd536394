"""Doses that could be had, and what each costs before anything is said of when."""

from collections.abc import Iterator
from dataclasses import dataclass

from solver.problem.demand import Visit
from solver.search.insertion import MOST_SAVED, OpenMinutes
from solver.search.offers import offers
from solver.search.prices import fixed_nok
from solver.state.cancellations import saved_nok
from solver.state.offer import Offer
from solver.state.state import State


@dataclass(frozen=True, slots=True)
class PricedOffer:
    """
    An offer, and what it costs to take it at all.

    ``least_nok`` is what no time of it can cost less than; ``nok`` is without portions.
    """

    least_nok: int
    nok: int
    offer: Offer


def priced_offers(
    state: State, visit: Visit, layouts: list[OpenMinutes]
) -> Iterator[PricedOffer]:
    """Offers, the cheapest first; of a run not made yet, the latest EOS first."""
    span = (
        min(each.first_min for each in layouts),
        max(each.last_min for each in layouts),
    )
    found = [
        PricedOffer(nok - saved_nok(state, offer.supply, MOST_SAVED), nok, offer)
        for offer in offers(state, visit, None, span)
        for nok in (fixed_nok(state, offer),)
    ]
    yield from sorted(
        found, key=lambda each: (each.least_nok, -each.offer.reference_min)
    )
