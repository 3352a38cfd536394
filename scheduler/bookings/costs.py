"""What it costs to give up a booking now: doses that are made, orders that are late."""

from dataclasses import dataclass

from solver.revision import Revision
from solver.search.score import cost_nok
from solver.state.cancellations import cancellations_nok


@dataclass(frozen=True)
class Cost:
    """
    What giving up a booking costs.

    Parameters
    ----------
    wasted_nok
        What was paid for nothing: portions and runs that are made or ordered for
        good and serve nobody else, and fees for cancelling late [NOK].
    wasted_kbq
        Activity made for nothing, at its batch's reference minute [kBq].
    saved_nok
        What is not spent after all [NOK].
    """

    wasted_nok: int = 0
    wasted_kbq: int = 0
    saved_nok: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        """Of two bookings, one given up after the other."""
        return Cost(
            self.wasted_nok + other.wasted_nok,
            self.wasted_kbq + other.wasted_kbq,
            self.saved_nok + other.saved_nok,
        )


def lifted(revision: Revision, visit_id: str) -> Cost:
    """Take a visit out of the plan; what that costs."""
    state = revision.state
    placement = state.placements.get(visit_id)
    if placement is None:
        return Cost()
    stock = state.stocks.get(placement.channel.supply_id)
    load = state.loads[placement.channel.supply_id]
    before, fees_before = cost_nok(state), cancellations_nok(state)
    revision.lift(visit_id)
    fees = max(cancellations_nok(state) - fees_before, 0)
    saved = max(before - cost_nok(state) + fees, 0)
    if stock is None:
        return Cost(fees, 0, saved)
    own = [
        each
        for shipped in stock.shipments
        for each in shipped.vials
        if each.owner_id == visit_id
    ]
    drawn = [each.demand_kbq for each in load.doses if each.visit_id == visit_id]
    is_last = all(each.visit_id == visit_id for each in load.doses)
    return Cost(
        fees
        + len(own) * stock.supply.portion_cost_nok
        + (stock.supply.fixed_cost_nok if is_last else 0),
        sum(each.content_kbq for each in own) or sum(drawn),
        saved,
    )
