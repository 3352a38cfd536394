"""
A worker that is killed at a point of its job, as a process of its own.

    python -m tests.scheduler.jobs.worker_that_dies URL POINT

It kills itself with SIGKILL the first time it comes to the point; at the point
``never`` it works until the job has ended.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

from scheduler.database.database import Database
from scheduler.jobs import rows
from scheduler.jobs.requests import OPEN
from scheduler.jobs.rows import JobRows
from scheduler.jobs.worker import Worker
from scheduler.planning.replan import Replan
from scheduler.planning.solving import warm_up
from scheduler.works import works_on
from tests.scheduler.jobs.asked import clock, job_of

JOB = "job-1"

_PLACES: dict[str, tuple[type, str]] = {
    "begin": (JobRows, "begin"),
    "build": (Replan, "_build"),
    "solve": (Replan, "_solve"),
    "record": (Replan, "_record"),
    "end": (JobRows, "end"),
}


def die(*_: object) -> None:
    """End as if the machine had lost its power."""
    os.kill(os.getpid(), signal.SIGKILL)


def arrange_death(point: str) -> None:
    """Die before or after a step, or with the first progress of the solve."""
    when, _, step = point.partition(" ")
    if when == "in":
        setattr(rows.JobRows, "note", die)  # noqa: B010 - for the type
    elif when in {"before", "after"}:
        owner, name = _PLACES[step]
        setattr(owner, name, _deadly(getattr(owner, name), when))


def _deadly(method: Callable[..., Any], when: str) -> Callable[..., Any]:
    def called(*arguments: Any, **named: Any) -> Any:
        if when == "before":
            die()
        answer = method(*arguments, **named)
        die()
        return answer

    return called


def main(url: str, point: str) -> None:
    """Be the worker of a database until the job has ended, or we have."""
    arrange_death(point)
    with closing(Database(url)) as database:
        warm_up()
        with Worker(database, clock, works_on(database, clock)) as worker:
            worker.run(lambda: job_of(database, JOB).state not in OPEN)
        sys.stdout.write(f"replan {job_of(database, JOB).state}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
