"""
Fifty people at once, with a replan running: how long they wait for an answer.

The application runs in a process of its own, on the demo week with a plan in force; a
worker replans it with one solver thread all the while. People think between requests:
each pause is drawn from an exponential distribution. Forty of fifty are at sites: they
look (half of their errands: a list of visits, two of these, offers for another), book
an open visit (hold and confirm, or confirm at once), promise what the plan has, or move
a booked visit. Ten are production, and look at what batches are asked for. Who comes
too late for a slot is no error.

Run it by hand on a machine that does nothing else::

    python -m tests.benchmarks.load --seconds 60

Must be shown: reads within 150 ms and confirmations within 300 ms (p95), no error.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from scheduler.access import keys
from scheduler.access.roles import Role, ScopeKind
from scheduler.bookings.board import board_of
from scheduler.clock import system_clock
from scheduler.database.database import Database
from scheduler.database.upgrading import upgrade
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import OPEN, job_by_id, request_job
from scheduler.planning import replan
from solver.config import SolverConfig
from solver.errors import StillNeeded
from solver.revision import Revision
from tests.benchmarks.load_users import Desk, Measured, User
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned
from tests.served import served, started

READS_MS, CONFIRMS_MS = 150, 300
CONFIRMS = ("confirm",)
CHANGES = (*CONFIRMS, "hold", "move")

EVERY_OPEN = 3
"""One visit of so many has no slot yet."""

_READY_S = 60
_LEAD_S = 5.0
"""How long people ask before it counts: nobody begins with an empty machine."""


def main() -> None:
    """Print what was measured; whoever waited too long fails it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--think", type=float, default=8.0, help="mean pause [s]")
    parser.add_argument("--database", help="address; a file of its own if left out")
    parser.add_argument("--without-replan", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{Path(folder) / 'load.sqlite'}"
        upgrade(url)
        seeded = _seeded(Database(url))
        desks = _desks(seeded, given.users)
        ahead = f"{(seeded.now - system_clock()).total_seconds():+}"
        with (
            served(url, ahead) as (address, pid),
            _replanning(seeded.database, ahead, wanted=not given.without_replan),
        ):
            before_s = _spent_s(pid)
            measured = asyncio.run(_worked(address, desks, given.seconds, given.think))
            spent_s = _spent_s(pid) - before_s
        seeded.database.close()
    _print(measured, given, spent_s)
    sys.exit(not _is_quick(measured))


def _seeded(database: Database) -> Seeded:
    """The demo week, planned; some of its visits are open."""
    seeded = seed_planned(database, "norway-week")
    with database.reading() as session:
        planned = board_of(session, NETWORK, seeded.now).seated_ids

    def opened(revision: Revision) -> None:
        for visit_id in sorted(planned)[::EVERY_OPEN]:
            with suppress(StillNeeded):
                revision.remove(visit_id)

    seeded.revise(opened)
    return seeded


def _desks(seeded: Seeded, number: int) -> list[Desk]:
    """One in five is production; the others are spread over the sites."""
    with seeded.database.reading() as session:
        problem = board_of(session, NETWORK, seeded.now).built.problem
    sites = [each.id for each in problem.sites]
    units = [each.id for each in problem.units]
    limits = {ScopeKind.NETWORK: [NETWORK]}
    found = []
    with seeded.database.writing() as session:
        keys.create(session, seeded.now, PLANNER, name="first", role=Role.ADMINISTRATOR)
        for place in range(number):
            role, site_id = Role.SITE_STAFF, sites[place % len(sites)]
            own: dict[ScopeKind, list[str]] = {ScopeKind.SITE: [site_id]}
            if place % 5 == 0:
                role = Role.PRODUCTION
                own = {ScopeKind.UNIT: [units[place % len(units)]]}
            _, text = keys.create(
                session,
                seeded.now,
                PLANNER,
                name=f"desk {place}",
                role=role,
                scope=limits | own,
            )
            is_site = role is Role.SITE_STAFF
            found.append(Desk(text, site_id if is_site else None))
    return found


@contextmanager
def _replanning(database: Database, ahead: str, *, wanted: bool) -> Iterator[None]:
    """A worker that replans the network, again as soon as it has."""
    if not wanted:
        yield
        return
    is_over, is_solving = threading.Event(), threading.Event()
    with started("worker", database.url, ahead):
        asking = threading.Thread(target=_ask, args=(database, is_over, is_solving))
        asking.start()
        try:
            if not is_solving.wait(_READY_S):
                raise TimeoutError("no replan begins")
            yield
        finally:
            is_over.set()
            asking.join()


def _ask(
    database: Database, is_over: threading.Event, is_solving: threading.Event
) -> None:
    payload = replan.payload_of(SolverConfig(time_limit_s=600, num_workers=1))
    job_id = None
    while not is_over.wait(0.5):
        with database.reading() as session:
            state = None if job_id is None else job_by_id(session, job_id).state
        if state is JobState.RUNNING:
            is_solving.set()
        if state in OPEN:
            continue
        with database.writing() as session:
            job_id = request_job(
                session,
                datetime.now(UTC),
                PLANNER,
                kind=replan.KIND,
                network_id=NETWORK,
                payload=payload,
            ).id


def _spent_s(pid: int) -> float:
    """Processor time of a process [s]."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


async def _worked(
    address: str, desks: list[Desk], seconds: float, think_s: float
) -> Measured:
    begins = time.perf_counter() + _LEAD_S
    measured = Measured(begins)
    limits = httpx2.Limits(max_connections=len(desks))
    async with httpx2.AsyncClient(
        base_url=f"{address}/api/v1/networks/{NETWORK}/", timeout=60, limits=limits
    ) as client:
        await asyncio.gather(
            *(
                User(client, desk, measured, random.Random(place), think_s).work(
                    begins + seconds
                )
                for place, desk in enumerate(desks)
            )
        )
    return measured


def _print(measured: Measured, given: argparse.Namespace, spent_s: float) -> None:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    number = sum(map(len, measured.took.values()))
    busy = spent_s / (given.seconds + _LEAD_S)
    told = [
        f"{given.users} users, {given.think:g} s between requests, {given.seconds:g} s",
        f"load {load} on {os.cpu_count()} cores, the application has {busy:.0%}",
        f"{'milliseconds':16}     p50     p95     p99  number    lost",
        *(
            _row(kind, took, measured.lost.get(kind, 0))
            for kind, took in sorted(measured.took.items())
        ),
        _row("all reads", _reads(measured), 0),
        f"{number / given.seconds:.1f} requests/s, errors: {len(measured.errors)}",
        *measured.errors[:20],
    ]
    print("\n".join(told))  # noqa: T201 - its answer


def _row(kind: str, took: list[float], lost: int) -> str:
    shares = " ".join(f"{_percentile(took, each):7.1f}" for each in (50, 95, 99))
    return f"{kind:16} {shares} {len(took):7} {lost:6}"


def _percentile(took: list[float], percent: int) -> float:
    """The time within which so many percent are answered [ms]."""
    ordered = sorted(took)
    return 1000 * ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def _reads(measured: Measured) -> list[float]:
    return [
        each
        for kind, took in measured.took.items()
        if kind not in CHANGES
        for each in took
    ]


def _is_quick(measured: Measured) -> bool:
    confirms = [each for kind in CONFIRMS for each in measured.took.get(kind, [])]
    reads = _reads(measured)
    return (
        not measured.errors
        and bool(reads and confirms)
        and _percentile(reads, 95) <= READS_MS
        and _percentile(confirms, 95) <= CONFIRMS_MS
    )


if __name__ == "__main__":
    main()
