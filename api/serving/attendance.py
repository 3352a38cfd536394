"""Attends to the worker: a process of its own, started again if it dies."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

IS_RUNNING = 3
"""Exit code of a worker that found another one at work."""

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 10.0
"""Jobs wait meanwhile: with the start of a worker it is less than half a minute."""

_WELL_S = 60.0
"""Whoever lived as long did not die of being started."""

_STOP_S = 30.0
"""How long a worker may take to put its work aside."""


class Attendance:
    """
    A worker process while its block lasts.

    Parameters
    ----------
    command
        What starts it.
    environment
        What it finds in its environment beside what is there.
    tell
        Called with one line when it does not run as it should.
    """

    def __init__(
        self,
        command: tuple[str, ...],
        environment: Mapping[str, str],
        tell: Callable[[str], None],
    ) -> None:
        self._command = command
        self._environment = {**os.environ, **environment}
        self._tell = tell
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._attend, daemon=True)

    def start(self) -> None:
        """Start it, and attend to it from now on."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let it put its work aside; does not wait."""
        with self._lock:
            is_asked_already = self._is_over.is_set()
            self._is_over.set()
            if self._process is not None and not is_asked_already:
                self._process.terminate()

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self.ask_to_stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _attend(self) -> None:
        pause_s = _FIRST_PAUSE_S
        is_told = False
        while self._begin():
            began = time.monotonic()
            code = self._end_of()
            if self._is_over.is_set():
                return
            if time.monotonic() - began > _WELL_S:
                pause_s = _FIRST_PAUSE_S
            if code != IS_RUNNING:
                self._tell(f"the worker ended ({code}): again in {pause_s:g} s")
            elif not is_told:
                self._tell("another worker works on this database, and does the jobs")
            is_told = code == IS_RUNNING
            self._is_over.wait(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def _begin(self) -> bool:
        """Start a process, unless it is over."""
        with self._lock:
            if self._is_over.is_set():
                return False
            # A session of its own: Ctrl-C is heard here, and passed on once.
            self._process = subprocess.Popen(  # noqa: S603 - a program of ours
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            return True

    def _end_of(self) -> int:
        """Wait for its end; once it is over, for so long only."""
        assert self._process is not None  # noqa: S101 - for the type
        while not self._is_over.is_set():
            try:
                return self._process.wait(timeout=0.25)
            except subprocess.TimeoutExpired:
                continue
        try:
            return self._process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def worker_command(ahead: timedelta) -> tuple[str, ...]:
    """What starts a worker whose clock is ahead, and that ends when we do."""
    # What is started as a module is loaded again by every process that solves.
    program = "from api.serving.worker_process import run; run()"
    seconds = str(ahead.total_seconds())
    return (sys.executable, "-P", "-c", program, str(os.getpid()), seconds)
