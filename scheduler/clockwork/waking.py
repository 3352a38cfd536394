"""Wakes up every few seconds, in every replica, and only asks for jobs."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.clock import Clock, system_clock
from scheduler.clockwork.periodic import Periodic
from scheduler.clockwork.ticking import tick
from scheduler.database.database import Database

_LOG = logging.getLogger(__name__)


@contextmanager
def waking(
    database: Database,
    clock: Clock,
    periodics: Mapping[str, Periodic],
    *,
    every_s: float,
) -> Iterator[None]:
    """
    Look at the clock now and then, while the block lasts.

    It ends after the look that has begun. When it wakes is for this machine's clock
    to say; what is due then, for the given one.
    """
    # A look that lasts longer than the pause is no news: nothing is lost by it.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    waker = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},
        timezone=UTC,
    )
    period = timedelta(seconds=every_s)
    waker.add_job(
        lambda: _look(database, clock, periodics),
        IntervalTrigger(seconds=every_s, timezone=UTC),
        next_run_time=system_clock(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=max(1, round(period.total_seconds())),
    )
    waker.start()
    try:
        yield
    finally:
        waker.shutdown(wait=True)


def _look(database: Database, clock: Clock, periodics: Mapping[str, Periodic]) -> None:
    try:
        tick(database, periodics, clock())
    except Exception:  # noqa: BLE001 - the next look tries again
        _LOG.exception("the clock could not be looked at; it is tried again")
