"""
Sixteen networks that are replanned by one worker, and by two: how much sooner it ends.

The networks are copies of a small instance, independent of each other; each solve does
a fixed amount of counted work on one thread. Every round begins with a copy of the same
PostgreSQL database and workers that wait; rounds of one and of two workers take turns.

Run it by hand on a machine of two processors that does nothing else::

    python -m tests.benchmarks.workers

Must be shown: two workers are at least 1.7 times as quick as one (median of five).
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime

from scheduler.actors import Actor
from scheduler.clock import system_clock
from scheduler.database.database import Database
from scheduler.database.upgrading import upgrade
from scheduler.imports.planning_file import read_planning_file
from scheduler.imports.service import import_file
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import OPEN, list_jobs, request_job
from scheduler.planning.replan import payload_of
from solver.config import SolverConfig
from tests.architecture.repository import ROOT
from tests.postgresql import Server, running
from tests.served import started

LEAST_RATIO = 1.7

NETWORKS = tuple(f"network-{number:02}" for number in range(16))

_ACTOR = Actor("benchmark:workers")
_TEMPLATE = "networks"
_POLL_S = 0.05


def main() -> None:
    """Print how long each round took; two workers that are too slow fail it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--instance", default="ra223-bergen")
    parser.add_argument("--work", type=float, default=1.0, help="of each solve")
    given = parser.parse_args()
    took_s: dict[int, list[float]] = {1: [], 2: []}
    with running() as server:
        now = _seed(server.create(_TEMPLATE), given.instance)
        for number in range(given.rounds):
            for workers, found in took_s.items():
                with _copied(server, f"round_{number}_{workers}") as database:
                    found.append(_measured(database, now, workers, given.work))
                print(f"{workers} at work: {found[-1]:6.1f} s")  # noqa: T201
    one_s, two_s = (statistics.median(took_s[workers]) for workers in (1, 2))
    print(f"median: {one_s:.1f} s and {two_s:.1f} s, ratio {one_s / two_s:.2f}")  # noqa: T201
    sys.exit(one_s / two_s < LEAST_RATIO)


def _seed(url: str, instance: str) -> datetime:
    """The networks; the instant that they are planned from."""
    upgrade(url)
    path = ROOT / "fixtures" / "instances" / f"{instance}.json"
    data = path.read_bytes()
    now = read_planning_file(data).as_of
    with closing(Database(url)) as database, database.writing() as session:
        for network_id in NETWORKS:
            import_file(session, now, _ACTOR, data, network_id=network_id)
    return now


@contextmanager
def _copied(server: Server, name: str) -> Iterator[Database]:
    with closing(Database(server.create(name, _TEMPLATE))) as database:
        yield database
    server.drop(name)


def _measured(database: Database, now: datetime, workers: int, work: float) -> float:
    """From the moment that all replans are asked for to the last one's end [s]."""
    ahead = f"{(now - system_clock()).total_seconds():+}"
    config = SolverConfig(time_limit_s=work, is_deterministic=True, num_workers=1)
    with ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(started("worker", database.url, ahead))
        begun_at = time.monotonic()
        with database.writing() as session:
            for network_id in NETWORKS:
                request_job(
                    session,
                    now,
                    _ACTOR,
                    kind=REPLAN,
                    network_id=network_id,
                    payload=payload_of(config),
                )
        jobs = _ended(database)
        took_s = time.monotonic() - begun_at
    assert {job.state for job in jobs} == {JobState.DONE}, [job.failure for job in jobs]
    assert len({job.worker_id for job in jobs}) == workers
    return took_s


def _ended(database: Database) -> list[Job]:
    while True:
        with database.reading() as session:
            jobs = list(list_jobs(session))
        if not any(job.state in OPEN for job in jobs):
            return jobs
        time.sleep(_POLL_S)


if __name__ == "__main__":
    main()
