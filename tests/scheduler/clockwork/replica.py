"""
Looks at the clock every 0.2 s for a while, as a process of its own.

    python -m tests.scheduler.clockwork.replica URL SECONDS
"""

import sys
import time
from contextlib import closing

from scheduler.clock import system_clock
from scheduler.clockwork.waking import waking
from scheduler.database.database import Database
from tests.scheduler.clockwork.hours import EVERY_SECOND_TWICE

EVERY_S = 0.2


def main(url: str, seconds: str) -> None:
    """Be one of several replicas."""
    with (
        closing(Database(url)) as database,
        waking(database, system_clock, EVERY_SECOND_TWICE, every_s=EVERY_S),
    ):
        time.sleep(float(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
