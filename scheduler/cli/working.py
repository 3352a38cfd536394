"""`tracerplan worker`: work on jobs until told to stop."""

import logging
import sys

from scheduler.cli.databases import cli_clock, opened_database
from scheduler.cli.failures import ExitCode, complain, exit_codes
from scheduler.cli.interruption import interruptions
from scheduler.jobs.worker import Worker
from scheduler.planning.solving import warm_up
from scheduler.planning.works import works_on


def work() -> ExitCode:
    """Be the worker of the database until SIGINT or SIGTERM."""
    logging.basicConfig(
        level=logging.WARNING,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    with exit_codes(), opened_database() as database:
        works = works_on(database, cli_clock)
        with (
            interruptions(lambda: complain("stopping")) as is_over,
            Worker(database, cli_clock, works) as worker,
        ):
            warm_up()
            complain(
                "working; what is not done when it stops goes on at its next start"
            )
            worker.run(is_over)
        return ExitCode.FINE
