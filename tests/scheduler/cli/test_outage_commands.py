"""Outages on the command line, in the local time of what is out of use."""

import json
from datetime import datetime
from typing import Any

import pytest

from scheduler.cli import databases
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.cli.command import invoke
from tests.scheduler.production.batch_day import a_batch_day, at, fact, visits
from tests.scheduler.production.batch_day import released as was_released

REPORT = (
    *("outages", "report", "scanner", "TRD-PET1", "--reason", "it is stuck"),
    *("--from", "2026-09-15T13:00", "--to", "2026-09-15T14:10"),
)


@pytest.fixture(autouse=True)
def _database(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands work on the day on one batch, as of noon the day before."""
    a_batch_day(sqlite_database)
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    _is(monkeypatch, at("12:00").replace(day=14))


def _is(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(databases, "cli_clock", lambda: now)


def _out(*arguments: str) -> str:
    outcome = invoke(*arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.stdout


def _json(*arguments: str) -> dict[str, Any]:
    found = json.loads(_out(*arguments, "--json"))
    assert isinstance(found, dict)
    return found


def test_an_outage_is_reported_listed_ended_and_withdrawn() -> None:
    """
    Times are those of the site; who loses the visit is told at once.
    """
    reported = _out(*REPORT)
    listed = _out("outages", "list")
    told = _json("outages", "list")["outages"]
    ended = _json("outages", "end", "1", "--at", "2026-09-15T15:00", "--reason", "long")
    withdrawn = _out("outages", "withdraw", "1", "--reason", "another one")

    assert "1: reported; plan version" in reported
    assert "TRD-03-V1" in reported
    assert "scanner TRD-PET1" in listed
    assert "Tue 15 Sep 13:00 +02:00" in listed
    assert told[0]["end_at"] == "2026-09-15T14:10:00+02:00"
    assert (ended["state"], ended["wants_replan"]) == ("changed", True)
    assert "1: withdrawn" in withdrawn
    assert _out("outages", "list") == "Nothing is out of use.\n"
    assert _json("outages", "list", "--all")["outages"][0]["withdrawn_at"] is not None


def test_a_scan_overruns(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Whoever waits for its scanner is told.
    """
    seeded = a_batch_day(sqlite_database)
    was_released(seeded, "18")
    first, second, *_ = visits(seeded)
    fact(seeded, first)
    _is(monkeypatch, at("12:30"))
    overran = _json("outages", "overrun", first, "20", "--reason", "once more")

    assert (overran["subject"], overran["state"]) == (first, "overran")
    assert second in [each["visit_id"] for each in overran["lost"]]


def test_what_cannot_be_is_refused() -> None:
    """
    Every issue in a line of its own; exit code 2, and nothing is written.
    """
    refused = invoke(
        *("outages", "report", "line", "TRD-PET1", "--reason", " "),
        *("--from", "2026-09-15T13:00", "--to", "2026-09-15T12:00"),
    )
    unknown = invoke("outages", "end", "7", "--reason", "it works")

    assert refused.exit_code == unknown.exit_code == 2
    assert "there is no line TRD-PET1" in refused.stderr
    assert "end_at is not after start_at" in refused.stderr
    assert "there is no outage 7" in unknown.stderr
    assert _json("outages", "list", "--all") == {"outages": []}
