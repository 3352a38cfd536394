"""How late a run that is not made yet could end for a dose at some minute."""

from solver.search.offers import eos_minutes
from solver.state.hours import last_inside
from solver.state.offer import Offer
from solver.state.state import State


def latest_eos_min(state: State, offer: Offer, injection_min: int) -> int:
    """
    The latest EOS of a new run whose only dose is injected at a minute.

    What the rules on the dose make of it is not asked: a run may have to end sooner.
    What exists already, and what is bought, is as it is.
    """
    supply, way = offer.supply, offer.way
    if supply.run is None or supply.id in state.loads:
        return offer.reference_min
    after = supply.ready_after_min(1)
    latest = injection_min - supply.release_min(0)
    if way.departure is not None:
        latest = min(latest, way.departure.handover_min - after)
    else:
        travel = way.lane.receiving_min + (way.lane.door_to_door_min or 0)
        leaves = last_inside(state.lane_hours(way), injection_min - travel)
        latest = min(latest, leaves - after)
    found = supply.eos_frame.last_at_or_before(eos_minutes(state, supply), latest)
    return max(found, offer.reference_min)
