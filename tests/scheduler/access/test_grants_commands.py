"""`keys grant`: people who sign in elsewhere, from the command line."""

import json

import pytest

from scheduler.access.grants import granted
from scheduler.access.roles import Role, ScopeKind
from scheduler.cli.databases import cli_clock
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.access.holders import add_places
from tests.scheduler.cli.command import Outcome, invoke

ISSUER = "https://people.example"
SUBJECT = "somebody@people.example"


@pytest.fixture
def database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of the environment, with one network."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    add_places(sqlite_database, "norway", site="OUS", unit="FDG")
    return sqlite_database


def given(*more: str) -> Outcome:
    """What the command says."""
    return invoke("keys", "grant", "--issuer", ISSUER, "--subject", SUBJECT, *more)


def test_a_grant_is_made_listed_and_revoked(database: Database) -> None:
    """
    Its id on stdout, and nowhere whom it is for.
    """
    made = given("--role", "site_staff", "--site", "OUS", "--name", "ward 3")
    grant_id = made.stdout.strip()
    table, rows = invoke("keys", "list"), invoke("keys", "list", "--json")
    with database.reading() as session:
        principal = granted(session, cli_clock(), ISSUER, SUBJECT)
    gone = invoke("keys", "revoke", grant_id, "--reason", "has left")

    (row,) = json.loads(rows.stdout)["grants"]
    assert made.exit_code == 0
    assert principal is not None
    assert principal.role is Role.SITE_STAFF
    assert principal.scope[ScopeKind.SITE] == {"OUS"}
    assert row["id"] == grant_id
    assert row["actor"] == principal.actor.id
    assert principal.actor.id in made.stderr
    assert grant_id in table.stdout
    assert "somebody" not in made.stderr + table.stdout + rows.stdout
    assert (gone.exit_code, gone.stderr) == (0, f"grant {grant_id} is revoked\n")
    with database.reading() as session:
        assert granted(session, cli_clock(), ISSUER, SUBJECT) is None


def test_a_grant_is_told_as_json(database: Database) -> None:
    """
    One object, with the end that was asked for.
    """
    made = given("--role", "planner", "--days", "30", "--json")

    told = json.loads(made.stdout)
    assert (told["role"], told["state"], told["scope"]) == ("planner", "active", {})
    assert told["expires_at"] is not None
    assert not any("subject" in name for name in told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["--role", "production"],
            "scope.unit: production needs at least one",
            id="production of no unit",
        ),
        pytest.param(
            ["--role", "planner", "--days", "9999999"],
            "--days: is too far from our time",
            id="after the end of time",
        ),
    ],
)
def test_what_cannot_be_granted_is_said(
    database: Database, arguments: list[str], message: str
) -> None:
    """
    One line on stderr, and exit code 2.
    """
    outcome = given(*arguments)

    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr == f"{message}\n"


def test_a_grant_that_is_not_there_is_said(database: Database) -> None:
    """
    By its id, as that of a key.
    """
    outcome = invoke("keys", "revoke", "gr_0", "--reason", "has left")

    assert outcome.exit_code == 2
    assert outcome.stderr == "there is no grant gr_0\n"
