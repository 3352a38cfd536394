"""Wait for something that another thread or process does."""

import time
from collections.abc import Callable

PATIENCE_S = 60.0


def wait_until(is_so: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """
    Return as soon as it is so.

    Raises
    ------
    TimeoutError
        If it does not become so.

    """
    deadline = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not happen")
        time.sleep(0.02)
