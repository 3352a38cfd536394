import errno
from pathlib import Path

import pytest

from scheduler.cli.databases import ACTOR, cli_actor, open_database
from scheduler.config import DATA_DIRECTORY, DATABASE_URL
from scheduler.database import backups
from scheduler.database.base import LONGEST_ID
from scheduler.database.database import Database
from scheduler.database.differences import check
from scheduler.database.revisions import newest, revisions
from scheduler.errors import NotReady
from tests.scheduler.cli.command import invoke
from tests.scheduler.database.booking import import_week, visits_of


@pytest.fixture
def environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database that the environment names."""
    monkeypatch.setenv(DATABASE_URL, database_url)
    return database_url


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with nothing in it."""
    folder = tmp_path / "data"
    monkeypatch.delenv(DATABASE_URL, raising=False)
    monkeypatch.setenv(DATA_DIRECTORY, str(folder))
    return folder


def test_schema_goes_down_and_up(environment: str) -> None:
    """
    Each command says where the database is now, and `check` what it lacks.
    """
    older = revisions()[-2]

    down = invoke("db", "downgrade", older)
    assert down.exit_code == 0
    assert down.stdout.endswith(f" is at {older}\n")
    behind = invoke("db", "check")
    assert behind.exit_code == 1
    assert behind.stderr == f"revision: {older} instead of {newest()}\n"
    up = invoke("db", "upgrade")
    assert up.exit_code == 0
    assert up.stdout.endswith(f" is at {newest()}\n")
    assert invoke("db", "check").exit_code == 0
    assert check(environment) == []


def test_backup_is_restored(environment: str, tmp_path: Path) -> None:
    """
    What was kept comes back, and what was there before stays beside it.
    """
    database = Database(environment)
    network_id = import_week(database)
    visits = visits_of(database, network_id)
    file = tmp_path / "backup"

    assert invoke("backup", "-o", file).exit_code == 0
    refused = invoke("restore", file)
    assert refused.exit_code == 2
    assert "there are data already" in refused.stderr
    database.close()
    restored = invoke("restore", file, "--force")
    assert restored.exit_code == 0
    assert "what was there before is " in restored.stdout
    database = Database(environment)
    assert visits_of(database, network_id) == visits
    database.close()


@pytest.mark.parametrize(
    "command", [("db", "check"), ("db", "downgrade", "base"), ("backup", "-o", "kept")]
)
def test_looking_makes_no_file(data: Path, command: tuple[str, ...]) -> None:
    """
    A command that needs a database does not make an empty one.
    """
    outcome = invoke(*command)

    assert outcome.exit_code == 2
    assert "is not there: run `tracerplan db upgrade`" in outcome.stderr
    assert not data.exists()


def test_backup_is_not_written_over_the_database(data: Path) -> None:
    """
    A slip of the hand loses nothing.
    """
    invoke("db", "upgrade")

    outcome = invoke("backup", "-o", data / "tracerplan.sqlite")

    assert outcome.exit_code == 2
    assert check(f"sqlite:///{data / 'tracerplan.sqlite'}") == []


def test_backup_that_cannot_be_written_is_named(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    It is the backup that has no place, not the database that is missing.
    """
    invoke("db", "upgrade")
    output = tmp_path / "monday.backup"

    def full(database: Database, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backups, "backup", full)
    outcome = invoke("backup", "-o", output)

    assert outcome.exit_code == 2
    assert outcome.stderr == f"{output}: no space left on device\n"


def test_new_file_is_made_at_once(data: Path) -> None:
    """
    On a new machine the first command works.
    """
    open_database().close()

    assert [each.name for each in data.iterdir()] == ["tracerplan.sqlite"]
    assert check(f"sqlite:///{data / 'tracerplan.sqlite'}") == []


def test_file_that_is_there_is_not_upgraded_unasked(data: Path) -> None:
    """
    Whoever has data decides when their schema changes.
    """
    invoke("db", "upgrade", revisions()[0])

    with pytest.raises(NotReady, match="run `tracerplan db upgrade`"):
        open_database()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://kari:geheim@127.0.0.1:1/north", "postgresql://kari:***@"),
        ("mysql://kari:geheim@127.0.0.1/north", "neither of SQLite nor of PostgreSQL"),
        ("postgresql+asyncpg://kari:geheim@127.0.0.1/north", "is no address"),
        ("geheim", "is no address of a database"),
        ("sqlite:////", "unable to open"),
    ],
)
@pytest.mark.parametrize("command", [("db", "upgrade"), ("backup", "-o", "kept")])
def test_unreachable_database_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, url: str, told: str, command: tuple[str, ...]
) -> None:
    """
    What is printed may be read by others.
    """
    monkeypatch.setenv(DATABASE_URL, url)

    outcome = invoke(*command)

    assert outcome.exit_code == 2
    assert "geheim" not in outcome.stderr + outcome.stdout
    if command == ("db", "upgrade"):
        assert told in outcome.stderr


def test_people_go_by_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The name of an account may be the name of a person, and is not written down.
    """
    monkeypatch.setenv("USER", "kari.nordmann")
    monkeypatch.setenv("LOGNAME", "kari.nordmann")
    assert "kari" not in cli_actor().id

    monkeypatch.setenv(ACTOR, "planner-3" + "x" * LONGEST_ID)
    assert cli_actor().id.startswith("cli:planner-3x")
    assert len(cli_actor().id) == LONGEST_ID
    assert cli_actor().request_id != cli_actor().request_id
