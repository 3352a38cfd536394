"""The worker of a server: works as `tracerplan worker` does, and ends with it."""

import logging
import os
import sys
from datetime import timedelta

import typer

from api.serving.attendance import IS_RUNNING
from api.serving.clocks import ahead
from api.serving.logs import log_lines
from scheduler.cli.databases import opened_database
from scheduler.cli.failures import exit_codes
from scheduler.cli.working import work_on
from scheduler.clock import Clock
from scheduler.database.database import Database
from scheduler.jobs.exclusive import WorkerRunning


def main(server: int, by: timedelta) -> int:
    """
    Be the worker of the database that the environment names; give an exit code.

    Parameters
    ----------
    server
        The process with which it ends.
    by
        How far its clock is ahead of this machine's.
    """
    log_lines(logging.WARNING)
    try:
        with exit_codes(), opened_database() as database:
            return _work(database, ahead(by), server)
    except typer.Exit as error:
        return error.exit_code


def _work(database: Database, clock: Clock, server: int) -> int:
    try:
        work_on(database, clock, lambda: os.getppid() != server)
    except WorkerRunning:
        return IS_RUNNING
    return 0


def run() -> None:
    """Be the worker that the arguments of this process speak of."""
    sys.exit(main(int(sys.argv[1]), timedelta(seconds=float(sys.argv[2]))))
