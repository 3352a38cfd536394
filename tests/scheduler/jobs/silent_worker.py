"""
Does a job as a process of its own, and prints whom it has talked to.

    python -m tests.scheduler.jobs.silent_worker URL
"""

import sys

from scheduler.jobs.books import books_url
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.engine import EngineState, Run
from tests.scheduler.jobs.waiting import wait_until

_EVENTS = {"socket.bind", "socket.connect", "socket.getaddrinfo", "socket.sendto"}


def note(event: str, arguments: tuple[object, ...]) -> None:
    """Print what goes out to a network, or is open to one; names of files do not."""
    if event in _EVENTS and not isinstance(arguments[-1], str | bytes):
        sys.stdout.write(f"{event} {arguments[1:]}\n")


def work(run: Run) -> None:
    """Two steps."""
    run.step("first", dict)
    run.step("second", dict)


def main(url: str) -> None:
    """Do one job, from launch to the end."""
    engine = DbosEngine(books_url(url), {"count": work}, "worker-1")
    engine.start()
    engine.begin("count", "job-1", {})
    wait_until(lambda: engine.states(["job-1"])["job-1"] is EngineState.DONE)
    engine.stop()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    sys.addaudithook(note)
    main(*sys.argv[1:])
