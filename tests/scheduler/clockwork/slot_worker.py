"""
A worker of the jobs of a clock, as a process of its own; prints the id of each.

    python -m tests.scheduler.clockwork.slot_worker URL

It works until it is told to stop.
"""

import sys
from contextlib import closing

from scheduler.cli.interruption import interruptions
from scheduler.clock import system_clock
from scheduler.clockwork.chores import Occasion, chores_on
from scheduler.database.database import Database
from scheduler.jobs.engine import Answer
from scheduler.jobs.worker import Worker
from tests.scheduler.clockwork.hours import EVERY_SECOND_TWICE


def say(occasion: Occasion) -> Answer:
    """Print which job it is."""
    sys.stdout.write(f"{occasion.run.job_id}\n")
    return {"status": "said"}


def main(url: str) -> None:
    """Be one of several workers."""
    with interruptions() as is_asked, closing(Database(url)) as database:
        works = chores_on(
            database, system_clock, dict.fromkeys(EVERY_SECOND_TWICE, say)
        )
        with Worker(database, system_clock, works) as worker:
            worker.run(is_asked)


if __name__ == "__main__":
    main(*sys.argv[1:])
