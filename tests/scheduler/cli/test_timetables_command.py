"""Prepared timetables on the command line."""

import json
from datetime import timedelta

import pytest

from scheduler.cli import databases
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.networks.revisions import touch
from scheduler.production.preparing import preparation
from scheduler.production.timetables import keep
from tests.scheduler.cli.command import invoke
from tests.scheduler.planning.seeds import NETWORK, Seeded
from tests.scheduler.production.batch_day import BATCH, a_batch_day, at

NOW = at("12:00") - timedelta(days=1)


@pytest.fixture
def seeded(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> Seeded:
    """The day on one batch, prepared at noon the day before."""
    there = a_batch_day(sqlite_database)
    with sqlite_database.reading() as session:
        due = preparation(session, NOW, NETWORK)
    assert due is not None
    found = due.timetables()
    sqlite_database.run(lambda session: keep(session, NETWORK, found))
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    monkeypatch.setattr(databases, "cli_clock", lambda: NOW)
    return there


def _out(*arguments: str) -> str:
    outcome = invoke("timetables", *arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.usefixtures("seeded")
def test_a_batch_is_told_with_its_triggers() -> None:
    """
    In words, by the clocks of unit and site: who, and when instead or not at all.
    """
    told = _out()

    assert "If less than 16.29 GBq is measured at Tue 15 Sep 06:38 +02:00" in told
    assert "If not released by Tue 15 Sep 07:08 +02:00 (but by 08:08)" in told
    assert "not served" in told
    assert "Tue 15 Sep 12:00 +02:00" in told
    assert "OUTDATED" not in told


def test_what_belongs_to_older_data_is_marked(seeded: Seeded) -> None:
    """
    Until it is prepared anew.
    """
    seeded.change(lambda session: touch(session, NETWORK))

    assert "OUTDATED" in _out()


@pytest.mark.usefixtures("seeded")
def test_machines_get_one_object() -> None:
    """
    All of a batch, or nothing of what is somewhere else.
    """
    [batch] = json.loads(_out("--batch", BATCH, "--json"))["batches"]
    nothing = json.loads(_out("--site", "AAL", "--json"))

    assert batch["day"]["timetables"][1]["at"] == "2026-09-15T07:08:00+02:00"
    assert nothing == {"batches": []}
    assert "Nothing is prepared." in _out("--unit", "TRONDHEIM")
