"""What it costs not to take what has been placed (rule 8)."""

from solver.state.index import Index
from solver.state.state import State
from solver.state.supply import Supply


def late_orders(index: Index) -> tuple[Supply, ...]:
    """Orders that are not committed, and whose portions cost something if cancelled."""
    now = index.problem.as_of_min
    return tuple(
        supply
        for supply in index.supplies.values()
        if supply.order is not None
        and supply.id not in index.committed_batches
        and supply.cancellation_nok(now, 0)
    )


def cancellations_nok(state: State) -> int:
    """Cost of all cancellations [NOK]."""
    key = "late orders"
    if key not in state.memo:
        state.memo[key] = late_orders(state.index)
    supplies: tuple[Supply, ...] = state.memo[key]
    now = state.index.problem.as_of_min
    return sum(
        supply.cancellation_nok(now, _portions(state, supply)) for supply in supplies
    )


def saved_nok(state: State, supply: Supply, more: int) -> int:
    """What is not cancelled, hence not paid, if so many more portions are taken."""
    if supply.id in state.stocks:
        return 0
    now, taken = state.index.problem.as_of_min, _portions(state, supply)
    return supply.cancellation_nok(now, taken) - supply.cancellation_nok(
        now, taken + more
    )


def _portions(state: State, supply: Supply) -> int:
    load = state.loads.get(supply.id)
    return load.portions if load else 0
