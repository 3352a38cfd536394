"""`tracerplan jobs schedules`, `run`, `pause`, `resume` and `set`."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli import schedules
from scheduler.clockwork.registry import PERIODICS
from scheduler.clockwork.ticking import tick
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.jobs.requests import list_jobs
from tests.scheduler.cli.command import invoke
from tests.scheduler.jobs.asked import NETWORK, NOW, with_network

NOON = NOW + timedelta(seconds=30)
"""Half a minute past noon in Oslo: no slot begins."""

WHY = ("--reason", "by hand this week")


@pytest.fixture
def small(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A small network, in the database of the environment, looked at once."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    monkeypatch.setattr(schedules, "cli_clock", lambda: NOON)
    with_network(sqlite_database)
    tick(sqlite_database, PERIODICS, NOON)
    return sqlite_database


def answered(*arguments: str | Path) -> dict[str, Any]:
    """What a command answers in JSON."""
    outcome = invoke("jobs", *arguments, "--json")
    assert outcome.exit_code == 0, outcome.stderr
    found = json.loads(outcome.stdout)
    assert isinstance(found, dict)
    return found


def test_schedules_are_listed(small: Database) -> None:
    """
    Those of the database and of each network, with when they are due.
    """
    listed = {each["name"]: each for each in answered("schedules")["schedules"]}
    shown = invoke("jobs", "schedules")
    of_network = answered("schedules", "--network", NETWORK)["schedules"]

    assert listed.keys() == PERIODICS.keys()
    assert listed["backup"]["network_id"] is None
    assert listed["backup"]["next_slot_at"] == "2026-03-21T01:30+00:00"
    assert listed["nightly-replan"]["network_id"] == NETWORK
    assert {each["network_id"] for each in of_network} == {NETWORK}
    assert shown.exit_code == 0
    assert "rolling-replan" in shown.stdout


def test_what_is_paused_is_not_asked_for(small: Database) -> None:
    """
    Until it is resumed, from then on.
    """
    paused = answered("pause", "backup", *WHY)
    night = NOON + timedelta(days=1)
    quiet = [each for each in tick(small, PERIODICS, night) if "backup" in each]
    resumed = answered("resume", "backup", *WHY)

    assert paused["is_paused"]
    assert paused["next_slot_at"] is None
    assert quiet == []
    assert not resumed["is_paused"]


def test_times_are_changed_and_changed_back(small: Database) -> None:
    """
    Only what is said counts from then on; nothing said is the default again.
    """
    often = ("--every", "10", "--between", "06:00-20:00", "--weekdays", "mon,TUE")
    changed = answered("set", "late-releases", *often, *WHY)
    daily = answered("set", "late-releases", "--at", "07:45", *WHY)
    default = answered("set", "late-releases", *WHY)

    assert changed["cadence"] == "every 10 min, 06:00-20:00, Mon to Tue"
    assert not changed["is_default"]
    assert daily["cadence"] == "at 07:45"
    assert default["cadence"] == "every 1 min"
    assert default["is_default"]


def test_changed_times_begin_now(small: Database) -> None:
    """
    A time that has passed today comes tomorrow, and is not caught up with.
    """
    answered("set", "backup", "--at", "06:00", *WHY)
    asked = tick(small, PERIODICS, NOON)
    tomorrow = tick(small, PERIODICS, NOON + timedelta(days=1))

    assert not [each for each in asked if each.startswith("backup")]
    assert "backup:database:2026-03-21T06:00:00Z" in tomorrow


def test_a_job_is_asked_for_now(small: Database) -> None:
    """
    Besides its times, whether it is needed or not.
    """
    job_id = answered("run", "lapsed-holds")["job"]
    with small.reading() as session:
        [job] = list_jobs(session)

    assert (job.id, job.kind, job.network_id) == (job_id, "lapsed-holds", NETWORK)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("pause", "nothing", *WHY), "there is no schedule nothing"),
        (("pause", "backup", "--reason", " "), "reason"),
        (("run", "backup", "--network", NETWORK), "once in the database"),
        (("set", "backup", "--at", "25:00", *WHY), "at"),
        (("set", "backup", "--at", "06:00", "--every", "5", *WHY), "one of them"),
        (("set", "backup", "--weekdays", "mon", *WHY), "one of them"),
        (("set", "backup", "--every", "5", "--between", "9-17", *WHY), "between"),
    ],
)
def test_what_cannot_be_is_refused(
    small: Database, arguments: tuple[str, ...], told: str
) -> None:
    """
    In one line, with the exit code of bad input.
    """
    outcome = invoke("jobs", *arguments)

    assert outcome.exit_code == 2
    assert told in outcome.stderr
    assert "Traceback" not in outcome.stderr
