"""
Ctrl-C: the first asks a solve for its best plan so far, the second ends at once.

At once means wherever the program is: nothing is raised, since what would be
interrupted might be anything, and what is durable is safe from a sudden end.
"""

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")

_POLL_S = 0.1

_CODE = 128 + signal.SIGINT
"""What shells call the exit of a program that Ctrl-C ended."""

_SHOW_CURSOR = b"\x1b[?25h"
"""A terminal that shows progress has hidden it."""


@contextmanager
def interruptible() -> Iterator[None]:
    """
    Be a program that the second Ctrl-C ends at once, until its very end.

    The first raises ``KeyboardInterrupt`` where nobody else hears it.
    """
    signal.signal(signal.SIGINT, _raise_once)
    # Called last of all: the exit code is decided by then.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, _end_at_once)


class _IsAsked:
    """Whether somebody asked to stop."""

    def __init__(self, note: Callable[[], None]) -> None:
        self._note = note
        self._noting = threading.Lock()
        self._is_noted = False
        self.has_heard = False

    def __call__(self) -> bool:
        """The answer; the first yes is noted."""
        if not self.has_heard:
            return False
        with self._noting:
            if not self._is_noted:
                self._is_noted = True
                self._note()
        return True

    def hear(self, number: int, frame: FrameType | None) -> None:
        """A signal."""
        if self.has_heard:
            _end_at_once(number, frame)
        self.has_heard = True


@contextmanager
def interruptions(
    note: Callable[[], None] = lambda: None,
) -> Iterator[Callable[[], bool]]:
    """
    Whether somebody asked to stop, for as long as the solve takes.

    Parameters
    ----------
    note
        Called once, by the first question after the signal: in the midst of
        anything, as a signal comes, nothing can be written or asked.
    """
    asked = _IsAsked(note)
    names = (signal.SIGINT, signal.SIGTERM)
    before = {name: signal.getsignal(name) for name in names}
    for name in names:
        signal.signal(name, asked.hear)
    try:
        yield asked
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        if asked.has_heard and before[signal.SIGINT] is _raise_once:
            signal.signal(signal.SIGINT, _end_at_once)


def _raise_once(number: int, frame: FrameType | None) -> NoReturn:
    signal.signal(number, _end_at_once)
    raise KeyboardInterrupt


def _end_at_once(number: int, frame: FrameType | None) -> NoReturn:
    error = sys.__stderr__
    if error is not None and error.isatty():
        os.write(error.fileno(), _SHOW_CURSOR)
    os._exit(_CODE)


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


def call_interruptibly(call: Callable[[], T], is_asked: Callable[[], bool]) -> T:
    """
    Call while signals stay heard, and noted even if what is called does not ask.

    Native code would keep the main thread from hearing them until it returns.
    """
    thread = _Call(call)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_S)
        is_asked()
    if thread.error is not None:
        raise thread.error
    return thread.value
