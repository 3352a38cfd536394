"""Let a run end as late as its doses allow: less time to decay, less to produce."""

from solver.constraints.production_chain import ProductionChain
from solver.problem.commitments import Firmness
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
    mark = state.mark()
    state.shift(supply_id, moved)
    if is_in_date(state, supply_id):
        return True
    state.undo(mark)
    return False


def is_in_time(state: State, supply_id: str) -> bool:
    """Whether every dose of a batch that travels is received before it is injected."""
    load = state.loads.get(supply_id)
    if load is None or supply_id in state.stocks:
        return True
    for dose in load.doses:
        arrives = state.arrives_min(
            load.supply, load.reference_min, dose.way, load.portions
        )
        if arrives < 0 or arrives + dose.way.lane.receiving_min > dose.injection_min:
            return False
    return True


def is_in_date(state: State, supply_id: str) -> bool:
    """
    Whether no dose of a batch outlives the limit that counts from its receipt.

    On demand, a batch with fewer portions arrives sooner, and expires sooner.
    """
    load = state.loads.get(supply_id)
    if load is None or supply_id in state.stocks:
        return True
    supply, reference = load.supply, load.reference_min
    if supply.product.shelf_life.from_receipt_min is None:
        return True
    committed = state.index.committed_visits()
    for dose in load.doses:
        if committed.get(dose.visit_id) is Firmness.FACT:
            continue
        arrives = state.arrives_min(supply, reference, dose.way, load.portions)
        expiry = supply.expiry_min(reference, arrives)
        visit = state.index.visits[dose.visit_id]
        done = (
            dose.injection_min
            + state.index.procedures[visit.procedure_id].injection_min
        )
        if expiry is not None and done > expiry:
            return False
    return True
