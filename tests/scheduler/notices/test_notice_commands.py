"""`notices` and `channels`, from the command line."""

import json
from pathlib import Path

import pytest

from scheduler.cli.databases import cli_clock
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.notices.delivering import deliver_due
from scheduler.notices.models import ChannelKind
from tests.scheduler.cli.command import invoke
from tests.scheduler.notices.letters import Kept
from tests.scheduler.notices.told import SITE, told, with_places

URL = "https://desk.example/notices"


@pytest.fixture
def database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of the environment, with one network."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    return with_places(sqlite_database)


def added(*more: str | Path) -> str:
    """The id of a channel that is added."""
    outcome = invoke("channels", "add", "--webhook", URL, "--json", *more)
    assert outcome.exit_code == 0, outcome.stderr
    channel_id = json.loads(outcome.stdout)["id"]
    assert isinstance(channel_id, str)
    return channel_id


def test_the_secret_alone_is_on_stdout(database: Database) -> None:
    """
    No list has it, nor what is said beside it.
    """
    outcome = invoke("channels", "add", "--webhook", URL, "--site", SITE)
    listed = invoke("channels", "list")
    as_json = invoke("channels", "list", "--json")

    secret = outcome.stdout.strip()
    assert secret.startswith("whsec_")
    assert "is added" in outcome.stderr
    for each in (outcome.stderr, listed.stdout, as_json.stdout):
        assert secret not in each
    (channel,) = json.loads(as_json.stdout)["channels"]
    assert (channel["address"], channel["scope"]) == (URL, {"site": [SITE]})
    assert f"site {SITE}" in listed.stdout


def test_a_mailbox_has_no_secret(database: Database) -> None:
    """
    Nothing is printed but that it is there.
    """
    outcome = invoke("channels", "add", "--email", "desk@site.example")

    assert (outcome.exit_code, outcome.stdout) == (0, "")


@pytest.mark.parametrize(
    ("options", "told_of"),
    [
        ((), "--webhook"),
        (("--webhook", URL, "--email", "desk@site.example"), "--webhook"),
        (("--webhook", "http://desk.example"), "address"),
        (("--webhook", URL, "--site", "nowhere"), "scope.site"),
        (("--webhook", URL, "--kind", "Lost!"), "kinds"),
    ],
)
def test_what_cannot_be_is_bad_input(
    database: Database, options: tuple[str, ...], told_of: str
) -> None:
    """
    With the place at which it is wrong.
    """
    outcome = invoke("channels", "add", *options)

    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(told_of)


def test_paused_resumed_removed(database: Database) -> None:
    """
    Each with a reason; what is not there is bad input.
    """
    channel_id = added()
    told_of = [
        invoke("channels", step, channel_id, "--reason", "a test").stderr
        for step in ("pause", "resume", "remove")
    ]
    late = invoke("channels", "pause", channel_id, "--reason", "a test")
    lost = invoke("channels", "pause", "ch_0", "--reason", "a test")

    assert told_of == [
        f"channel {channel_id} is {state}\n"
        for state in ("paused", "active", "removed")
    ]
    assert late.exit_code == lost.exit_code == 2


def test_a_try_is_counted(database: Database) -> None:
    """
    The list tells how it went.
    """
    outcome = invoke("channels", "test", added())
    kept = Kept()
    deliver_due(database, cli_clock(), {ChannelKind.WEBHOOK: kept})
    (channel,) = json.loads(invoke("channels", "list", "--json").stdout)["channels"]

    assert outcome.exit_code == 0
    assert kept.letters[0].id in outcome.stderr
    assert (channel["delivered"], channel["waiting"]) == (1, 0)


def test_notices_are_listed_newest_first(database: Database) -> None:
    """
    In words for people, whole for programs; what steers a terminal is marked.
    """
    for number in range(3):
        told(database, f"A-{number}", reason="snow\x1b[2J")
    told(database, "B-1", kind="batch_failed")
    listed = invoke("notices", "list")
    some = invoke("notices", "list", "--json", "--kind", "visit_moved", "--limit", "2")

    assert listed.stdout.index("Batch failed: B-1") < listed.stdout.index("Visit moved")
    assert "\x1b" not in listed.stdout
    found = json.loads(some.stdout)["notices"]
    assert [each["subject"] for each in found] == ["A-2", "A-1"]
    assert found[0]["details"] == {"reason": "snow\x1b[2J"}
