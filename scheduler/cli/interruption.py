"""Ctrl-C during a solve: the first asks for the best plan so far, the second ends."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

T = TypeVar("T")

_POLL_S = 0.1


@contextmanager
def interruptions(note: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """
    Whether somebody asked to stop, for as long as the solve takes.

    Parameters
    ----------
    note
        Called once, at the first signal.
    """
    asked = threading.Event()
    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.getsignal(name) for name in names}

    def stop(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        note()

    for name in names:
        signal.signal(name, stop)
    try:
        yield asked.is_set
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


class _Call(threading.Thread, Generic[T]):
    """One call on a thread of its own, with its outcome."""

    def __init__(self, call: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self.value: T
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.value = self._call()
        except BaseException as error:  # noqa: BLE001 - raised again by the caller
            self.error = error


def call_interruptibly(call: Callable[[], T]) -> T:
    """
    Call while signals stay heard.

    Native code would keep the main thread from hearing them until it returns.
    """
    thread = _Call(call)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_S)
    if thread.error is not None:
        raise thread.error
    return thread.value
