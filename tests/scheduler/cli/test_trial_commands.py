"""Trials on the command line: paused, listed, resumed."""

import json

import pytest

from scheduler.cli import databases
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.cli.command import invoke
from tests.scheduler.planning.seeds import seed

TRIAL = "FLAG"
PAUSE = ("trials", "pause", TRIAL, "--reason", "the safety board meets")
RESUME = ("trials", "resume", TRIAL, "--reason", "the board agrees")
TOLD = "trial FLAG is paused since 2026-09-14T12:00+02:00: the safety board meets\n"


@pytest.fixture(autouse=True)
def _database(
    sqlite_database: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands work on a day with two trials."""
    seeded = seed(sqlite_database, "no-fdg-day")
    monkeypatch.setenv(DATABASE_URL, sqlite_url)
    monkeypatch.setattr(databases, "cli_clock", lambda: seeded.now)


def test_a_trial_is_paused_listed_and_resumed() -> None:
    """
    By the clock of the network.
    """
    paused = invoke(*PAUSE)
    listed = invoke("trials", "list")
    told = json.loads(invoke("trials", "list", "--json").stdout)["trials"]
    resumed = invoke(*RESUME)

    assert (paused.exit_code, paused.stdout) == (0, TOLD)
    assert "Mon 14 Sep 12:00 +02:00" in listed.stdout
    assert {each["trial_id"]: each["pause"] for each in told}[TRIAL] == {
        "trial_id": TRIAL,
        "since_at": "2026-09-14T12:00:00+02:00",
        "reason": "the safety board meets",
    }
    assert (resumed.exit_code, resumed.stdout) == (0, "trial FLAG is planned for\n")


def test_what_it_has_become_is_told_to_programs() -> None:
    """
    As one object.
    """
    paused = json.loads(invoke(*PAUSE, "--json").stdout)["trial"]
    resumed = json.loads(invoke(*RESUME, "--json").stdout)["trial"]

    assert paused["pause"]["reason"] == "the safety board meets"
    assert (resumed["trial_id"], resumed["pause"]) == (TRIAL, None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("trials", "pause", "NONE", "--reason", "why not"), "no trial NONE"),
        (("trials", "pause", TRIAL, "--reason", " "), "say why"),
        (RESUME, "not paused"),
    ],
)
def test_bad_input_is_refused(typed: tuple[str, ...], told: str) -> None:
    """
    With the exit code of bad input, and why.
    """
    outcome = invoke(*typed)

    assert outcome.exit_code == 2
    assert told in outcome.stderr
