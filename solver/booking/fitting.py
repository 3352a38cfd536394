"""Whether a slot fits the plan in force as it is now, and which rules say no."""

from collections.abc import Collection

from solver.booking.seats import placement_of
from solver.constraints.follow_up_imaging import FollowUpImaging
from solver.plan.slot import Slot
from solver.search.commit import violated
from solver.state.placement import Placement
from solver.state.state import State

_SEATED = ("commitments",)


def misfits(state: State, slot: Slot, beside: Collection[str] = ()) -> tuple[str, ...]:
    """
    Names of the rules that keep a slot from being seated; none if it fits.

    Parameters
    ----------
    beside
        Visits that are going to be seated with it: it may need them.
    """
    if slot.visit_id not in state.index.visits or slot.visit_id in state.placements:
        return _SEATED
    return unfit(state, placement_of(slot), beside)


def unfit(
    state: State, placement: Placement, beside: Collection[str] = ()
) -> tuple[str, ...]:
    """Names of the rules that a visit not seated yet would break just there."""
    rules = _foreign(state, placement) or violated(state, placement)
    needed = state.index.precedence.needed_by(placement.visit_id)
    is_alone = needed not in {None, *state.placements, *beside}
    if is_alone and FollowUpImaging.name not in rules:
        rules = (*rules, FollowUpImaging.name)
    return rules


def _foreign(state: State, placement: Placement) -> tuple[str, ...]:
    """The rule that a dose for somebody else's visit breaks: it never reaches this."""
    index, channel = state.index, placement.channel
    visit = index.visits[placement.visit_id]
    supply, way = index.supplies.get(channel.supply_id), index.ways.get(channel.way_id)
    if supply is not None and supply.product.id != visit.product_id:
        return ("production_chain",)
    if way is not None and way.lane.site_id != visit.site_id:
        return ("transport",)
    if supply is not None and way is not None and way.lane.unit_id != supply.unit_id:
        return ("transport",)
    return ()
