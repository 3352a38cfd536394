"""Limits that may fail when something is taken away, or comes at another time."""

from solver.constraints.shelf_life import is_in_use
from solver.constraints.transport import is_on_board
from solver.state.licences import is_within_licences
from solver.state.state import State


def keeps_limits(state: State, supply_id: str) -> bool:
    """
    Whether a batch as it is now keeps to what changes with its other doses.

    With fewer portions a batch on demand arrives sooner, with a later EOS whole vials
    hold more; and what nobody draws from any more stays at its site.
    """
    return (
        is_in_use(state, supply_id)
        and is_on_board(state, supply_id)
        and is_within_licences(state, supply_id)
    )
