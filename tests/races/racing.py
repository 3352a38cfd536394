"""Race several processes against each other on one database."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Barrier
from typing import Any

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.imports.service import import_file
from solver.plan.slot import Slot
from tests.architecture.repository import ROOT
from tests.races.ward import NETWORK, NOW

NUM_PROCESSES = 4
READY_S = 120
"""Longest that processes wait for each other, to start at the same time."""

Attempt = dict[str, Any]


@dataclass(frozen=True)
class Course:
    """
    Where a race is run.

    Parameters
    ----------
    build
        Module whose ``install`` takes a protection away; ``None`` for the real build.
    """

    slots: Sequence[Slot]
    origin_at: datetime
    build: str | None = None


def set_up(database: Database, data: bytes) -> None:
    """Import the planning file of a ward."""
    with database.writing() as session:
        import_file(session, NOW, Actor("race:start"), data, network_id=NETWORK)


def race(
    database: Database, course: Course, attempts: Sequence[Sequence[Attempt]]
) -> list[Attempt]:
    """How all attempts on slots ended; each list has a process of its own."""
    asked = {
        "build": course.build,
        "now": NOW.isoformat(),
        "origin": course.origin_at.isoformat(),
        "slots": [each.model_dump(mode="json") for each in course.slots],
    }
    return race_with("tests.races.client", database.url, asked, attempts)


def race_with(
    client: str,
    address: str,
    asked: dict[str, Any],
    attempts: Sequence[Sequence[Attempt]],
) -> list[Attempt]:
    """
    How all attempts ended; each list is attempted by a process of its own.

    Parameters
    ----------
    client
        Module that is run in each process.
    address
        Of the database, or of whatever else it races on.
    asked
        What every process is told.
    """
    ready = Barrier(len(attempts))
    with ThreadPoolExecutor(len(attempts)) as pool:
        ended = pool.map(
            lambda numbered: _attempted(
                (client, address),
                asked | {"attempts": numbered[1], "name": f"race:{numbered[0]}"},
                ready,
            ),
            enumerate(attempts),
        )
        return [each for some in ended for each in some]


def _attempted(
    command: tuple[str, str], asked: dict[str, Any], ready: Barrier
) -> list[Attempt]:
    """One process from beginning to end; all begin when the last one is ready."""
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        ready.wait(timeout=READY_S)
        process.stdin.write("go\n")
        process.stdin.flush()
        ended = [json.loads(line) for line in process.stdout]
    assert process.returncode == 0
    return ended
