"""Whether a batch, as it is now, still gives each dose what it promised."""

from solver.problem.commitments import Firmness
from solver.state.elutions import is_eluted_soundly, usable_kbq
from solver.state.hours import NEVER_MIN
from solver.state.load import dead_kbq
from solver.state.state import State
from solver.state.supply import Supply


def is_enough(state: State, supply_id: str) -> bool:
    """Whether a run can make what is drawn from it, and its vials hold it."""
    load = state.loads.get(supply_id)
    if load is None or supply_id in state.stocks:
        return True
    capacity = usable_kbq(state, load.supply, load.reference_min)
    if capacity is not None and load.activity_kbq > capacity:
        return False
    container = load.supply.product.container
    most_kbq, most_ul = container.max_activity_kbq, container.max_volume_ul
    dead, dead_ul = dead_kbq(load.supply.product), container.dead_volume_ul
    contents = [(each.activity_kbq, each.volume_ul) for each in load.fills.values()]
    if container.content_kbq is None:
        contents += [
            (dose.demand_kbq + dead, (dose.draw_ul or 0) + dead_ul)
            for dose in load.doses
            if dose.vials
        ]
    return all(
        (most_kbq is None or activity <= most_kbq)
        and (most_ul is None or volume <= most_ul)
        for activity, volume in contents
    )


def is_in_yield(state: State, supply: Supply) -> bool:
    """Whether every eluate of the supply's generator, if it has one, is enough."""
    generator = supply.generator
    return generator is None or is_eluted_soundly(state, generator)


def is_in_time(state: State, supply_id: str) -> bool:
    """Whether every dose of a batch that travels is received before it is injected."""
    load = state.loads.get(supply_id)
    if load is None or supply_id in state.stocks:
        return True
    for dose in load.doses:
        arrives = state.arrives_min(
            load.supply, load.reference_min, dose.way, load.portions
        )
        if (
            arrives == NEVER_MIN
            or arrives + dose.way.lane.receiving_min > dose.injection_min
        ):
            return False
    return True


def is_in_date(state: State, supply_id: str) -> bool:
    """
    Whether no dose of a batch outlives the limits that do not count from its use.

    On demand, a batch with fewer portions arrives sooner, and expires sooner.
    """
    load = state.loads.get(supply_id)
    if load is None or supply_id in state.stocks:
        return True
    supply, reference = load.supply, load.reference_min
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
