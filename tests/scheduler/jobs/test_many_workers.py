"""Several workers of one database, as processes of their own."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from scheduler.database.database import Database
from scheduler.jobs.models import Job, JobState, WorkerRow
from scheduler.jobs.requests import OPEN, list_jobs
from tests.scheduler.jobs.asked import ask, job_of, with_network
from tests.scheduler.jobs.processes import running
from tests.scheduler.jobs.waiting import wait_until

MODULE = "tests.scheduler.jobs.counting_worker"
NETWORKS = ("north", "south")

TAKEN_OVER_S = 30.0
"""How long a job may wait for another worker once its own was killed."""


@contextmanager
def _worker(database: Database) -> Iterator[subprocess.Popen[str]]:
    url = database.engine.url.render_as_string(hide_password=False)
    with running(MODULE, url) as process:
        yield process


def _said(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=90)
    assert "Traceback" not in err
    return out


def _jobs(database: Database) -> list[Job]:
    with database.reading() as session:
        return list(list_jobs(session))


def _is_at(database: Database, job_id: str) -> bool:
    return job_of(database, job_id).state is JobState.RUNNING


def _is_stopped(process_id: int) -> bool:
    status = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    return status.rpartition(")")[2].split()[0] == "T"


def test_two_workers_share_jobs(postgresql_database: Database) -> None:
    """
    Each is done once; of a network's replans one at a time, whoever does it.

    Both do some: there are two networks, each replan takes 0.3 s, and there are enough
    of them for the worker whose engine starts later on a busy machine.
    """
    database = postgresql_database
    for network_id in NETWORKS:
        with_network(database, network_id)
    with _worker(database) as first, _worker(database) as second:
        wait_until(lambda: _num_workers(database) == 2)
        for number in range(20):
            for network_id in NETWORKS:
                ask(
                    database,
                    f"{network_id}-{number:02}",
                    kind="replan",
                    minutes=number,
                    network_id=network_id,
                )
        for number in range(6):
            ask(database, f"count-{number}", minutes=9, network_id=NETWORKS[0])
        said = {_said(first), _said(second)}

    jobs = _jobs(database)
    assert said == {"done\n"}
    assert [job.state for job in jobs] == [JobState.DONE] * 46
    assert [job.attempts for job in jobs] == [1] * 46
    assert all((job.outcome or {})["worker"] == job.worker_id for job in jobs)
    assert len({job.worker_id for job in jobs}) == 2
    for network_id in NETWORKS:
        _assert_one_after_the_other(
            [
                job
                for job in jobs
                if (job.network_id, job.kind) == (network_id, "replan")
            ]
        )


def _num_workers(database: Database) -> int:
    with database.reading() as session:
        return session.query(WorkerRow).count()


def _assert_one_after_the_other(jobs: list[Job]) -> None:
    """In the order in which they were asked for, by the one clock of the machine."""
    in_order = [job.outcome or {} for job in sorted(jobs, key=lambda job: job.id)]
    for first, second in pairwise(in_order):
        assert first["begun"] < first["ended"] <= second["begun"]


def test_a_what_if_passes_the_replan_of_its_network(
    postgresql_database: Database,
) -> None:
    """
    It waits for no replan, where there is a place; the second replan does.
    """
    database = postgresql_database
    with_network(database)
    ask(database, "replan-1", kind="replan", seconds=5)
    ask(database, "replan-2", kind="replan", minutes=1)
    ask(database, "what-if-1", kind="what-if", minutes=2)
    ask(database, "count-1", minutes=3)
    with _worker(database):
        wait_until(lambda: job_of(database, "what-if-1").state is JobState.DONE)
        wait_until(lambda: job_of(database, "count-1").state is JobState.DONE)

        states = [job_of(database, f"replan-{number}").state for number in (1, 2)]
    assert states == [JobState.RUNNING, JobState.WAITING]


@pytest.mark.slow
def test_a_killed_workers_job_is_done_elsewhere(postgresql_database: Database) -> None:
    """
    By another that is there already, soon.
    """
    database = postgresql_database
    with_network(database)
    ask(database, "job-1", seconds=1)
    with _worker(database) as victim:
        wait_until(lambda: _is_at(database, "job-1"))
        victim.kill()
        killed_at = time.monotonic()
        with _worker(database) as other:
            wait_until(lambda: job_of(database, "job-1").state not in OPEN)
            took_s = time.monotonic() - killed_at
            assert _said(other) == "done\n"

    job = job_of(database, "job-1")
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert took_s < TAKEN_OVER_S


@pytest.mark.slow
def test_a_worker_that_stood_still_is_lost(postgresql_database: Database) -> None:
    """
    When it goes on, what it did is refused, and it ends.
    """
    database = postgresql_database
    with_network(database)
    ask(database, "job-1", kind="stop")
    with _worker(database) as zombie:
        wait_until(lambda: _is_stopped(zombie.pid))
        with _worker(database) as other:
            assert _said(other) == "done\n"
        done = job_of(database, "job-1")
        os.kill(zombie.pid, signal.SIGCONT)
        said = _said(zombie)

    after = job_of(database, "job-1")
    assert said == "lost\n"
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert done.outcome == {"worker": done.worker_id} == after.outcome
    assert (after.state, after.ended_at) == (done.state, done.ended_at)
