"""What a seat costs, level by level: in a plan under construction, at one minute."""

from solver.constraints.preferred_hours import is_preferred
from solver.decay import need_kbq
from solver.problem.demand import Visit
from solver.state.cancellations import saved_nok
from solver.state.load import dead_kbq, usable_content_kbq
from solver.state.offer import Offer
from solver.state.state import State


def seat_key(
    state: State,
    visit: Visit,
    alternative: int,
    priced: tuple[Offer, int],
    minute: int,
) -> tuple[int, ...]:
    """Minutes moved, NOK, activity, whether outside preferred hours, and the minute."""
    offer, nok = priced
    kept = wanted_minute(state, visit)
    vials, activity = _draw(state, visit, alternative, offer, minute)
    cost = nok + vials * offer.supply.portion_cost_nok
    return (
        0 if kept is None else abs(minute - kept),
        cost - saved_nok(state, offer.supply, vials),
        activity,
        int(not is_preferred(visit, minute)),
        minute,
    )


def wanted_minute(state: State, visit: Visit) -> int | None:
    """The minute a broken commitment had: the replacement stays close to it."""
    wanted: dict[str, int] | None = state.memo.get("wanted")
    if wanted is None:
        committed = state.index.committed_visits()
        wanted = {
            each.visit_id: each.injection_min
            for each in state.index.problem.commitments.previous.administrations
            if each.visit_id in committed
        }
        state.memo["wanted"] = wanted
    return wanted.get(visit.id)


def fixed_nok(state: State, offer: Offer) -> int:
    """What taking an offer costs at least: run or order, way, without its portions."""
    supply = offer.supply
    if supply.id in state.stocks:
        return 0
    load = state.loads.get(supply.id)
    nok = supply.fixed_cost_nok if load is None else 0
    if offer.way.departure is not None:
        used = state.departures.get(offer.way.id, 0)
        if not used and offer.way.id not in state.paid:
            nok += offer.way.lane.cost_nok
    elif load is None or offer.way.id not in load.ways:
        nok += offer.way.lane.cost_nok
    return nok


def _draw(
    state: State, visit: Visit, alternative: int, offer: Offer, minute: int
) -> tuple[int, int]:
    """New vials and activity that the seat adds to its batch."""
    supply = offer.supply
    if supply.id in state.stocks:
        return 0, 0
    product = supply.product
    load = state.loads.get(supply.id)
    gross = state.index.gross_kbq(visit, alternative)
    age = minute - offer.reference_min
    demand = need_kbq(gross, age, product.half_life_min)
    sample = supply.sample_kbq if load is None else 0
    if product.container.content_kbq is not None:
        vials = -(-demand // usable_content_kbq(product))
        return vials, product.container.content_kbq * vials + sample
    if load is None or not offer.vial or (offer.way.id, offer.vial) not in load.fills:
        return 1, demand + dead_kbq(product) + sample
    return 0, demand
