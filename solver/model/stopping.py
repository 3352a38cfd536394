"""Stop a running solver when somebody asks: it polls from a thread of its own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model

_POLL_S = 0.05


@contextmanager
def stopping(
    solver: cp_model.CpSolver, should_stop: Callable[[], bool]
) -> Iterator[None]:
    """Watch ``should_stop`` while the block solves."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_POLL_S):
            if should_stop():
                solver.stop_search()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
