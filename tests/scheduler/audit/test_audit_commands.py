"""`audit`: verified, exported and anchored from the command line."""

import json
from pathlib import Path

import pytest

from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.audit.forgery import a_chain, edit, move_head, remove
from tests.scheduler.cli.command import invoke


@pytest.fixture
def forged(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database of the environment, with six entries that can be changed."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    a_chain(sqlite_database)
    return sqlite_database


def test_a_whole_trail_is_verified(forged: Database) -> None:
    """Every chain with its end, and exit code 0."""
    outcome = invoke("audit", "verify")

    first, last = outcome.stdout.splitlines()
    assert outcome.exit_code == 0
    assert first.startswith("norway  6  ")
    assert last == "1 chain, 6 entries: 0 faults"
    assert outcome.stderr == ""


def test_a_broken_trail_is_told(forged: Database) -> None:
    """Every fault with its place on stderr, and exit code 1."""
    with forged.engine.begin() as connection:
        edit(connection, 3, actor="key:0")
        remove(connection, 5)

    outcome = invoke("audit", "verify")

    assert outcome.exit_code == 1
    assert outcome.stderr.splitlines() == [
        "norway[3]: was changed: its hash does not fit what it says",
        "norway[6]: 1 missing before it",
    ]
    assert outcome.stdout.splitlines()[-1] == "1 chain, 6 entries: 2 faults"


def test_a_broken_trail_is_told_to_machines(forged: Database) -> None:
    """The same as one JSON object."""
    with forged.engine.begin() as connection:
        edit(connection, 3, actor="key:0")

    outcome = invoke("audit", "verify", "--json")

    told = json.loads(outcome.stdout)
    assert outcome.exit_code == 1
    assert told["is_whole"] is False
    assert [(each["chain"], each["number"]) for each in told["chains"]] == [
        ("norway", 6)
    ]
    assert told["chains"][0]["issues"] == [
        "norway[3]: was changed: its hash does not fit what it says"
    ]


def test_a_kept_head_finds_a_trail_cut_off(forged: Database, tmp_path: Path) -> None:
    """What `audit head --json` printed is what `audit verify --head` reads."""
    kept = tmp_path / "heads.json"
    kept.write_text(invoke("audit", "head", "--json").stdout)
    before = invoke("audit", "verify", "--head", kept)
    with forged.engine.begin() as connection:
        remove(connection, 6)
        move_head(connection, 5)

    after = invoke("audit", "verify", "--head", kept)

    assert before.exit_code == 0
    assert invoke("audit", "verify").exit_code == 0
    assert after.exit_code == 1
    assert after.stderr == "norway: ends with 5, the kept head is of 6\n"


def test_heads_are_printed(forged: Database) -> None:
    """One line for each chain: its name, its last number, its hash."""
    outcome = invoke("audit", "head")

    chain, number, hash_ = outcome.stdout.split()
    assert (chain, number, len(hash_)) == ("norway", "6", 64)


def test_an_export_is_verified_without_the_database(
    forged: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file alone is enough, and a change of it is found."""
    trail = tmp_path / "trail.jsonl"
    exported = invoke("audit", "export", "-o", trail)
    monkeypatch.setenv(DATABASE_URL, "postgresql://nobody@127.0.0.1:1/none")
    whole = invoke("audit", "verify", "--file", trail)
    trail.write_text(trail.read_text().replace("Nord-4", "Nord-5"))

    broken = invoke("audit", "verify", "--file", trail, "--chain", "norway")

    assert (exported.exit_code, exported.stdout) == (0, "")
    assert exported.stderr == f"written: {trail} (1 chain, 6 entries)\n"
    assert whole.exit_code == 0
    assert whole.stdout.splitlines()[-1] == "1 chain, 6 entries: 0 faults"
    assert broken.exit_code == 1
    assert "norway[4]: was changed" in broken.stderr


@pytest.mark.parametrize("command", ["verify", "export"])
def test_a_chain_that_is_not_there_is_refused(
    forged: Database, command: str, tmp_path: Path
) -> None:
    """A name mistyped is no chain without faults."""
    options = ["-o", str(tmp_path / "trail.jsonl")] if command == "export" else []

    outcome = invoke("audit", command, "--chain", "norwya", *options)

    assert outcome.exit_code == 2
    assert outcome.stderr == "there is no chain norwya\n"
    assert list(tmp_path.glob("trail*")) == []


def test_a_chain_of_a_kept_head_that_is_gone_is_told(
    forged: Database, tmp_path: Path
) -> None:
    """Whoever asks for a chain by name hears that all of it was removed."""
    kept = tmp_path / "heads.json"
    kept.write_text(invoke("audit", "head", "--json").stdout)
    with forged.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_entries")
        connection.exec_driver_sql("DELETE FROM audit_heads")

    outcome = invoke("audit", "verify", "--head", kept, "--chain", "norway")

    assert outcome.exit_code == 1
    assert outcome.stderr.splitlines() == [
        "norway: has no head",
        "norway: ends with 0, the kept head is of 6",
    ]


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        pytest.param("--head", "{}", "is no file of heads", id="no heads"),
        pytest.param("--head", "{", "is no file of heads", id="no JSON"),
        pytest.param("--head", None, "no such file or directory", id="no head file"),
        pytest.param(
            "--file", "{}\n", "line 1: is no line of an export", id="no trail"
        ),
        pytest.param("--file", None, "no such file or directory", id="no trail file"),
    ],
)
def test_files_that_cannot_be_used_are_refused(
    forged: Database, tmp_path: Path, option: str, content: str | None, message: str
) -> None:
    """One line that names the file and what is wrong with it."""
    path = tmp_path / "given"
    if content is not None:
        path.write_text(content)

    outcome = invoke("audit", "verify", option, path)

    assert outcome.exit_code == 2
    assert outcome.stderr == f"{path}: {message}\n"
