"""
The application and its worker in processes of their own, with a clock that is told.

Begun as ``started("api", URL, CLOCK, PORT)`` or ``started("worker", URL, CLOCK)``. The
clock is an instant at which it stands, or by how many seconds it is ahead of that of
this machine (``+60``). A line on stdout says that it has begun.
"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event

import httpx2
import uvicorn

from api.app import create_app
from api.garbage import keep_out_of_the_way
from api.state import State
from scheduler.clock import Clock, system_clock
from scheduler.database.database import Database
from scheduler.jobs.worker import Worker
from scheduler.planning.solving import warm_up
from scheduler.works import works_on
from tests.architecture.repository import ROOT

# What is started as a module is loaded again by every process that solves.
_PROGRAM = "from tests.served import main; main()"

_BEGUN = "begun\n"
_READY_S = 120


@contextmanager
def served(url: str, clock: str) -> Iterator[tuple[str, int]]:
    """The address of an application on a database, and the id of its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with started("api", url, clock, str(port)) as process:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address, process.pid


@contextmanager
def started(*said: str) -> Iterator[subprocess.Popen[str]]:
    """One of them, from its beginning to its end."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *said],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == _BEGUN
            yield process
        finally:
            process.terminate()


def main() -> None:
    """Be one of them until SIGTERM."""
    kind, url, told = sys.argv[1:4]
    database = Database(url)
    if kind == "worker":
        _work(database, _clock(told))
    else:
        _serve(database, _clock(told), int(sys.argv[4]))
    database.close()


def _clock(told: str) -> Clock:
    if told.startswith(("+", "-")):
        ahead = timedelta(seconds=float(told))
        return lambda: system_clock() + ahead
    now = datetime.fromisoformat(told)
    return lambda: now


def _work(database: Database, clock: Clock) -> None:
    is_over = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: is_over.set())
    with Worker(database, clock, works_on(database, clock)) as worker:
        warm_up()
        _tell_begun()
        worker.run(is_over.is_set)


def _serve(database: Database, clock: Clock, port: int) -> None:
    config = uvicorn.Config(
        create_app(State(database, clock)),
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    keep_out_of_the_way()
    _tell_begun()
    uvicorn.Server(config).run()


def _tell_begun() -> None:
    sys.stdout.write(_BEGUN)
    sys.stdout.flush()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _READY_S
    while True:
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{address}/readyz").is_success:
                return
        if time.monotonic() > deadline:
            raise TimeoutError("the application does not answer")
        time.sleep(0.05)
