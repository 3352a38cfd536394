"""
The process that solves: one problem in, progress and one result out.

Its parent may stop it, and it ends with its parent.
"""

import json
import os
import resource
import sys
import threading
import traceback
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

from solver.config import SolverConfig
from solver.documents import read_document, write_document
from solver.errors import SolverError
from solver.problem.problem import Problem
from solver.search.progress import Progress
from solver.solve import solve

PRELOADED = (
    "scheduler.planning.solver_child",
    "solver.search.bounds",
    "solver.search.exact_stages",
    "solver.search.fairness_terms",
    "solver.search.pieces",
    "solver.search.proved_bound",
)
"""What a solve loads, OR-Tools with it: seconds that are spent once per worker."""

STOP = b"stop"

PROGRESS, RESULT, FAILURE = b"P", b"R", b"F"
"""First byte of what is told."""

_NICENESS = 10
"""Whoever waits for an answer at a screen comes first."""

_ORPHANED = 3

_NO_THREAD = "can't start new thread"
"""What Python says where there is no memory for the stack of a thread."""


def run_child(connection: Connection) -> None:
    """
    Solve what comes over the connection: an order, then the problem document.

    Parameters
    ----------
    connection
        Both ways. Besides the two documents only ``STOP`` comes in.
    """
    os.nice(_NICENESS)
    order = json.loads(connection.recv_bytes())
    problem = connection.recv_bytes()
    asked = threading.Event()
    threading.Thread(target=_listen, args=(connection, asked), daemon=True).start()
    teller = _Teller(connection)
    try:
        _limit_memory(order["memory_bytes"])
        result = solve(
            read_document(problem, Problem),
            SolverConfig.model_validate(order["config"]),
            teller.progress,
            asked.is_set,
        )
        teller.tell(RESULT, write_document(result))
    except Exception as error:  # noqa: BLE001 - whoever waits is told
        teller.tell(FAILURE, json.dumps(_failure(error)).encode())


class _Teller:
    """Tells the parent; the solver may call from several threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def tell(self, kind: bytes, content: bytes) -> None:
        """One message."""
        with self._lock:
            try:
                self._connection.send_bytes(kind + content)
            except OSError:
                os._exit(_ORPHANED)

    def progress(self, progress: Progress) -> None:
        """The best plan so far."""
        self.tell(PROGRESS, json.dumps(as_json(progress)).encode())


def as_json(progress: Progress) -> dict[str, Any]:
    """Progress as a JSON object."""
    levels = [level.model_dump(mode="json") for level in progress.levels]
    return {**asdict(progress), "levels": levels}


def _failure(error: Exception) -> dict[str, str]:
    """
    Why it failed, in words, and where, for those who look after the program.

    The words go to whoever may see the job; the log gets the place alone.
    """
    where = traceback.format_tb(error.__traceback__)
    trace = "".join([*where, type(error).__name__])
    if isinstance(error, SolverError):
        return {"reason": str(error), "trace": trace}
    if isinstance(error, MemoryError) or str(error) == _NO_THREAD:
        reason = "it needs more memory than it may have"
        return {"reason": reason, "trace": trace}
    return {"reason": f"{type(error).__name__}: {error}", "trace": trace}


def _listen(connection: Connection, asked: threading.Event) -> None:
    """Hear the parent; without one nobody waits for the result."""
    try:
        while True:
            if connection.recv_bytes() == STOP:
                asked.set()
    except (EOFError, OSError):
        sys.stderr.flush()
        os._exit(_ORPHANED)


def _limit_memory(most_bytes: int | None) -> None:
    if most_bytes is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or most_bytes < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most_bytes, hard))
