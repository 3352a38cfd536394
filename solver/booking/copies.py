"""A state to try things on, while the one it was made from stays as it is."""

from copy import copy

from solver.state.state import State


def copied(state: State) -> State:
    """A state that shares what never changes, and nothing that does."""
    other = copy(state)
    for name, value in vars(state).items():
        if isinstance(value, dict | list | set):
            setattr(other, name, value.copy())
    other.forget()
    return other
