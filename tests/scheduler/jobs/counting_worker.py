"""
A worker of jobs that do nothing for a while, as a process of its own.

    python -m tests.scheduler.jobs.counting_worker URL

It works until nothing is open, or others have taken its jobs over. A job of kind
"stop" stops it, the first time somebody is at it, in the middle; it then works until
it is lost.
"""

import os
import signal
import sys
import time
from contextlib import closing

from sqlalchemy import select

from scheduler.clock import system_clock
from scheduler.database.database import Database
from scheduler.jobs.claims import Places
from scheduler.jobs.documents import keep
from scheduler.jobs.engine import Answer
from scheduler.jobs.followed import FollowedRun, followed
from scheduler.jobs.heartbeat import WorkerLost
from scheduler.jobs.models import Job
from scheduler.jobs.requests import OPEN
from scheduler.jobs.rows import JobRows
from scheduler.jobs.worker import Worker

KINDS = ("replan", "what-if", "count", "stop")

_WORK_S = 0.3

_stopped_at: list[str] = []


def _count(run: FollowedRun) -> Answer:
    span = run.step("work", lambda: _busy(run))
    return {**span, **run.step("record", lambda: _recorded(run))}


def _busy(run: FollowedRun) -> Answer:
    seconds = float(run.payload.get("seconds", _WORK_S))
    begun = time.monotonic()
    while time.monotonic() < begun + seconds and not run.is_stopping():
        time.sleep(0.02)
    return {"begun": begun, "ended": time.monotonic()}


def _stop(run: FollowedRun) -> Answer:
    run.step("stop", lambda: _stopped(run))
    return run.step("record", lambda: _recorded(run))


def _stopped(run: FollowedRun) -> Answer:
    with run.writing() as session:
        is_first = session.get_one(Job, run.job_id).attempts == 1
    if is_first:
        _stopped_at.append(run.job_id)
        os.kill(os.getpid(), signal.SIGSTOP)
    return {}


def _recorded(run: FollowedRun) -> Answer:
    with run.writing() as session:
        keep(session, system_clock(), run.job_id, "by", run.worker_id.encode())
    return {"worker": run.worker_id}


def _is_open(database: Database) -> bool:
    with database.reading() as session:
        open_jobs = select(Job.id).where(Job.state.in_(list(OPEN)))
        return session.scalar(open_jobs.limit(1)) is not None


def main(url: str) -> None:
    """Be a worker of a database until nothing is open."""
    with closing(Database(url)) as database:
        rows = JobRows(database, system_clock)
        works = {kind: followed(_count, rows) for kind in KINDS}
        works["stop"] = followed(_stop, rows)
        places = Places(solves=2, chores=2)
        try:
            with Worker(
                database, system_clock, works, places, beat_s=0.2, dead_after_s=1
            ) as worker:
                worker.run(lambda: not (_stopped_at or _is_open(database)))
        except WorkerLost:
            sys.stdout.write("lost\n")
        else:
            sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
