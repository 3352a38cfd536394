"""
A worker that is killed at a point of its job, as a process of its own.

    python -m tests.scheduler.jobs.worker_that_dies URL POINT [SIGNAL]

It kills itself with SIGKILL the first time it comes to the point; at the point
``never`` it works until the job has ended. With another signal it works until others
have taken its job over, and says so.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from typing import Any

from scheduler.database.database import Database
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.heartbeat import WorkerLost
from scheduler.jobs.requests import OPEN
from scheduler.jobs.rows import JobRows
from scheduler.jobs.worker import Worker
from scheduler.planning.replan import Replan
from scheduler.planning.solve_step import SolveStep
from scheduler.planning.solving import warm_up
from scheduler.works import works_on
from tests.scheduler.jobs.asked import clock, job_of

JOB = "job-1"

_PLACES: dict[str, tuple[type, str]] = {
    "begin": (DbosEngine, "begin"),
    "build": (Replan, "_build"),
    "solve": (SolveStep, "__call__"),
    "progress": (JobRows, "note"),
    "record": (Replan, "_record"),
    "end": (JobRows, "end"),
}


class _Death:
    """What comes once, when it is called."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._has_come = False

    def __call__(self) -> None:
        if not self._has_come:
            self._has_come = True
            os.kill(os.getpid(), self._number)

    def around(
        self, method: Callable[..., Any], *, is_after: bool
    ) -> Callable[..., Any]:
        """The method, with death before or after it."""

        def called(*arguments: Any, **named: Any) -> Any:
            if not is_after:
                self()
            answer = method(*arguments, **named)
            if is_after:
                self()
            return answer

        return called


def arrange_death(point: str, number: int) -> None:
    """Die before or after a step, or with the first progress of the solve."""
    when, _, step = point.partition(" ")
    if when not in {"before", "in", "after"}:
        return
    owner, name = _PLACES["progress" if when == "in" else step]
    method = getattr(owner, name)
    setattr(owner, name, _Death(number).around(method, is_after=when == "after"))


def main(url: str, point: str, number: str = "") -> None:
    """Be a worker of a database until the job has ended, or we have."""
    arrange_death(point, int(number or signal.SIGKILL))
    is_to_be_lost = number != ""
    with closing(Database(url)) as database:
        warm_up()
        works = works_on(database, clock)
        try:
            with Worker(database, clock, works, beat_s=0.2, dead_after_s=1) as worker:
                worker.run(
                    lambda: (
                        not is_to_be_lost and job_of(database, JOB).state not in OPEN
                    )
                )
        except WorkerLost as error:
            sys.stdout.write(f"lost: {error}\n")
        sys.stdout.write(f"replan {job_of(database, JOB).state}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
