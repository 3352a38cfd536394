"""`tracerplan worker`: work on jobs until told to stop."""

import logging
import sys
from collections.abc import Callable

from scheduler.cli.databases import cli_clock, opened_database
from scheduler.cli.failures import ExitCode, complain, exit_codes
from scheduler.cli.interruption import interruptions
from scheduler.clock import Clock
from scheduler.clockwork.registry import PERIODICS
from scheduler.clockwork.waking import waking
from scheduler.config import solves, tick_seconds
from scheduler.database.database import Database
from scheduler.jobs.claims import Places
from scheduler.jobs.worker import Worker
from scheduler.notices.deliverer import Deliverer, senders_of_environment
from scheduler.planning.solving import warm_up
from scheduler.works import works_on


def work() -> ExitCode:
    """Be a worker of the database until SIGINT or SIGTERM."""
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    with exit_codes(), opened_database() as database:
        work_on(database, cli_clock, tell=complain)
        return ExitCode.FINE


def work_on(
    database: Database,
    clock: Clock,
    is_over: Callable[[], bool] = lambda: False,
    *,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """
    Work on the jobs of a database until SIGINT or SIGTERM, or until it is over.

    Parameters
    ----------
    tell
        Called with a line when it begins, and when it is asked to stop.

    Raises
    ------
    WorkerRunning
        If another worker works on it, on SQLite.
    WorkerLost
        If others have taken its jobs over, since nothing was heard of it.

    """
    places = Places(solves=solves())
    with (
        interruptions(lambda: tell("stopping")) as is_asked,
        Worker(database, clock, works_on(database, clock), places) as worker,
        Deliverer(database, clock, senders_of_environment()),
        waking(database, clock, PERIODICS, every_s=tick_seconds()),
    ):
        warm_up()
        tell("working; what is not done when it stops goes on at its next start")
        worker.run(lambda: is_asked() or is_over())
