"""Let a run end as late as its doses allow: less time to decay, less to produce."""

from solver.constraints.production_chain import ProductionChain
from solver.state.bitset import last_at_or_before
from solver.state.state import State

_CHAIN = ProductionChain()


def slide_later(state: State, supply_id: str) -> bool:
    """
    Move a run's EOS to the latest minute at which every dose keeps its seat.

    Returns whether it moved.  Activity can only fall: all ages get shorter.
    """
    load = state.loads.get(supply_id)
    if load is None or load.supply.run is None or supply_id in state.stocks:
        return False
    if any(dose.visit_id in state.locked for dose in load.doses):
        return False
    supply = load.supply
    after = supply.ready_after_min(load.portions)
    latest = load.earliest_injection_min - supply.release_min(0)
    for dose in load.doses:
        way = dose.way
        if way.departure is not None:
            latest = min(latest, way.departure.handover_min - after)
            continue
        lane = way.lane
        leave = dose.injection_min - lane.receiving_min - (lane.door_to_door_min or 0)
        leave = last_at_or_before(state.lane_hours(way), leave)
        latest = min(latest, leave - after)
    moved = last_at_or_before(_CHAIN.eos_minutes(state, supply), latest)
    if moved <= load.reference_min:
        return False
    state.shift(supply_id, moved)
    return True
