"""
Solve in a process of its own, so that whatever happens to it happens to it alone.

The process comes from a server that has loaded OR-Tools, which takes seconds, and
holds nothing of ours: no thread, no connection, no lock.
"""

import json
import logging
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection as connections
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Any

from scheduler.jobs.engine import Interrupted
from scheduler.planning.solver_child import (
    FAILURE,
    PRELOADED,
    PROGRESS,
    RESULT,
    STOP,
    run_child,
)
from solver.config import SolverConfig

_log = logging.getLogger(__name__)

_CONTEXT = multiprocessing.get_context("forkserver")
_DEAF_TO = frozenset({signal.SIGINT, signal.SIGTERM})

_POLL_S = 0.1
_MIB = 1 << 20

_SLOWEST = 20
"""
Seconds of wall time that one second of counted work may take.

In deterministic mode the limit is work; this only ends what would never end.
"""


class SolveFailed(Exception):
    """The solve ended without a result, for a reason that people read."""


@dataclass(frozen=True)
class Limits:
    """
    What a solving process may take.

    Parameters
    ----------
    memory_mib
        Address space [MiB]; ``None`` is all there is.
    grace_s
        How long after its time limit, or after being asked to stop, it may still
        take [s] before it is killed.
    """

    memory_mib: int | None = None
    grace_s: float = 30.0


@dataclass(frozen=True)
class Watch:
    """
    Who follows a solve.

    Parameters
    ----------
    on_progress
        Told of each better plan and bound, as a JSON object.
    should_stop
        Asked now and then; after a yes the best plan so far is the result.
    should_end
        Asked now and then; after a yes there is no result.
    """

    on_progress: Callable[[dict[str, Any]], None] = lambda _: None
    should_stop: Callable[[], bool] = lambda: False
    should_end: Callable[[], bool] = lambda: False


def warm_up() -> None:
    """Have the server load what a solve needs, while something else happens."""
    _CONTEXT.set_forkserver_preload(list(PRELOADED))
    with _signals_for_us_alone():
        forkserver.ensure_running()


def solve_apart(
    problem: bytes, config: SolverConfig, limits: Limits, watch: Watch
) -> bytes:
    """
    Solve a problem document, and return the result document.

    Raises
    ------
    SolveFailed
        If the process failed, crashed, took too much or too long.
    Interrupted
        If ``should_end`` said so.

    """
    warm_up()
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=run_child, args=(theirs,), daemon=True)
    try:
        with theirs, _signals_for_us_alone():
            process.start()
        return _Solve(process, ours, config, limits, watch).result(problem)
    finally:
        # Whoever solves on ends now; the connection is the life line.
        ours.close()
        if process.pid is not None:
            process.kill()
            process.join()
            process.close()


class _Solve:
    """One solve, seen from outside."""

    def __init__(
        self,
        process: ForkServerProcess,
        connection: Connection,
        config: SolverConfig,
        limits: Limits,
        watch: Watch,
    ) -> None:
        self._process = process
        self._connection = connection
        self._config = config
        self._limits = limits
        self._watch = watch
        slowest = _SLOWEST if config.is_deterministic else 1
        self._deadline = (
            time.monotonic() + slowest * config.time_limit_s + limits.grace_s
        )
        self._is_stopping = False

    def result(self, problem: bytes) -> bytes:
        """Follow the solve to its result."""
        try:
            self._order(problem)
            while True:
                connections.wait([self._connection], _POLL_S)
                self._steer()
                if self._connection.poll():
                    kind, content = self._heard()
                    if kind == RESULT:
                        return content
                    if kind == FAILURE:
                        raise self._failure(json.loads(content))
                    if kind == PROGRESS:
                        self._watch.on_progress(json.loads(content))
        except (EOFError, OSError):
            raise SolveFailed(self._cause_of_death()) from None

    def _order(self, problem: bytes) -> None:
        memory = self._limits.memory_mib
        order = {
            "config": self._config.model_dump(mode="json"),
            "memory_bytes": None if memory is None else memory * _MIB,
        }
        self._connection.send_bytes(json.dumps(order).encode())
        self._connection.send_bytes(problem)

    def _heard(self) -> tuple[bytes, bytes]:
        message = self._connection.recv_bytes()
        return message[:1], message[1:]

    def _failure(self, told: dict[str, str]) -> SolveFailed:
        _log.warning("a solve failed: %s", told["trace"])
        return SolveFailed(told["reason"])

    def _steer(self) -> None:
        if self._watch.should_end():
            raise Interrupted
        if time.monotonic() > self._deadline:
            limit = f"{self._config.time_limit_s:g} s"
            raise SolveFailed(
                "it did not stop when asked to, and was killed"
                if self._is_stopping
                else f"it did not end at its limit of {limit}, and was killed"
            )
        if not self._is_stopping and self._watch.should_stop():
            self._is_stopping = True
            self._deadline = time.monotonic() + self._limits.grace_s
            self._connection.send_bytes(STOP)

    def _cause_of_death(self) -> str:
        self._process.join(self._limits.grace_s)
        code = self._process.exitcode
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            hint = " (out of memory?)" if name in {"SIGKILL", "SIGABRT"} else ""
            return f"the solving process was ended by {name}{hint}"
        return f"the solving process ended without a result (exit code {code})"


@contextmanager
def _signals_for_us_alone() -> Iterator[None]:
    """
    Start processes that are deaf to what a terminal or a service manager sends.

    They end with us, and we decide how: a Ctrl-C reaches all of a terminal at once.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _DEAF_TO)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
