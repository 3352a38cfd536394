"""`keys`: made, listed and revoked from the command line."""

import json
from datetime import timedelta

import pytest

from scheduler.access.principals import authenticate
from scheduler.access.roles import Role, ScopeKind
from scheduler.cli.databases import cli_clock
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.access.holders import add_places
from tests.scheduler.cli.command import invoke


@pytest.fixture
def database(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of the environment, with one network."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    add_places(sqlite_database, "norway", site="OUS", unit="FDG")
    return sqlite_database


def test_the_first_key_is_printed_once(database: Database) -> None:
    """The key alone on stdout; what it is, on stderr."""
    outcome = invoke("keys", "create", "--first")

    text = outcome.stdout.strip()
    with database.reading() as session:
        principal = authenticate(session, cli_clock(), text)
    assert outcome.exit_code == 0
    assert principal is not None
    assert principal.role is Role.ADMINISTRATOR
    assert "of role administrator: it is shown this once" in outcome.stderr
    assert text.rsplit("_", 1)[1] not in outcome.stderr


def test_there_is_one_first_key(database: Database) -> None:
    """A second one is refused, and so is another key before the first."""
    early = invoke("keys", "create", "--role", "planner")
    invoke("keys", "create", "--first")

    late = invoke("keys", "create", "--first")

    assert early.exit_code == late.exit_code == 2
    assert early.stderr == "role: the first key has to be an administrator's\n"
    assert late.stderr.startswith("there are keys already")


def test_a_key_is_limited_in_the_only_network(database: Database) -> None:
    """A site is named, its network is understood; days count from now."""
    invoke("keys", "create", "--first")

    outcome = invoke(
        *("keys", "create", "--role", "site_staff", "--site", "OUS", "--days", "30"),
        *("--trial", "T1", "--name", "ward 3", "--json"),
    )

    told = json.loads(outcome.stdout)
    soon, late = (cli_clock() + timedelta(days=days) for days in (29, 30))
    with database.reading() as session:
        principal = authenticate(session, soon, told["key"])
        assert authenticate(session, late, told["key"]) is None
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert (told["name"], told["role"], told["state"]) == (
        "ward 3",
        "site_staff",
        "active",
    )
    assert principal is not None
    assert principal.scope == {
        ScopeKind.NETWORK: frozenset({"norway"}),
        ScopeKind.SITE: frozenset({"OUS"}),
        ScopeKind.TRIAL: frozenset({"T1"}),
    }


def test_keys_are_listed_without_what_they_are(database: Database) -> None:
    """Neither a secret nor its hash is printed, in a table or as JSON."""
    empty = invoke("keys", "list")
    text = invoke("keys", "create", "--first").stdout.strip()
    _, id_, secret = text.split("_")

    table, rows = invoke("keys", "list"), invoke("keys", "list", "--json")

    (row,) = json.loads(rows.stdout)["keys"]
    assert "There is no key yet" in empty.stdout
    assert (row["id"], row["state"], row["scope"]) == (id_, "active", {})
    assert id_ in table.stdout
    assert "everything" in table.stdout
    assert secret not in table.stdout + rows.stdout
    assert not any("hash" in name for name in row)


def test_a_key_is_revoked(database: Database) -> None:
    """With a reason; once only."""
    text = invoke("keys", "create", "--first").stdout.strip()
    id_ = text.split("_")[1]

    outcome = invoke("keys", "revoke", id_, "--reason", "laptop lost")
    again = invoke("keys", "revoke", id_, "--reason", "laptop lost")

    with database.reading() as session:
        assert authenticate(session, cli_clock(), text) is None
    assert (outcome.exit_code, outcome.stderr) == (0, f"key {id_} is revoked\n")
    assert again.exit_code == 2
    assert again.stderr == f"key {id_} is revoked: it cannot be revoked\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["create"],
            "--role: has to be given, or --first for the first key",
            id="no role",
        ),
        pytest.param(
            ["create", "--first", "--role", "planner"],
            "--first: an administrator's key, not limited, that does not expire",
            id="the first of another role",
        ),
        pytest.param(
            ["create", "--first", "--days", "3"],
            "--first: an administrator's key, not limited, that does not expire",
            id="the first for three days",
        ),
        pytest.param(
            ["create", "--role", "administrator", "--days", "9999999"],
            "--days: is too far from our time",
            id="after the end of time",
        ),
        pytest.param(
            ["create", "--role", "planner", "--network", "denmark"],
            "there is no network denmark",
            id="no such network",
        ),
        pytest.param(
            ["revoke", "0123456789ab", "--reason", "lost"],
            "there is no key 0123456789ab",
            id="no such key",
        ),
        pytest.param(
            ["revoke", "0123456789ab", "--reason", " "],
            "reason: has to be given",
            id="no reason",
        ),
    ],
)
def test_what_cannot_be_done_is_said(
    database: Database, arguments: list[str], message: str
) -> None:
    """One line on stderr, and exit code 2."""
    outcome = invoke("keys", *arguments)

    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr == f"{message}\n"


def test_all_issues_are_said_at_once(database: Database) -> None:
    """A key that is wrong in several ways is refused once."""
    invoke("keys", "create", "--first")

    outcome = invoke("keys", "create", "--role", "production", "--site", "X")

    assert outcome.exit_code == 2
    assert outcome.stderr.splitlines() == [
        "scope.unit: production needs at least one",
        "scope.site: there is no site X",
    ]
