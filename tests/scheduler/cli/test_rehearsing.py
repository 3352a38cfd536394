"""`tracerplan --now`: a day is rehearsed, and nothing real is dated back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.cli.rehearsing import cli_clock, is_rehearsal, rehearse
from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from tests.scheduler.cli.command import ROOT, invoke

FILE = ROOT / "fixtures" / "instances" / "dst-switch.json"
THEN = "2026-10-20T15:00+02:00"


@pytest.fixture
def empty(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """The database of the environment; the clock goes again at the end."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    yield sqlite_database
    rehearse(None)


def _entries(database: Database) -> list[AuditEntry]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry)))


def test_a_rehearsal_is_written_as_one(empty: Database) -> None:
    """
    The trail has the instant that was typed, and says that it was a rehearsal.
    """
    first = invoke("--now", THEN, "import", FILE)
    again = invoke("--now", THEN, "keys", "create", "--first")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert {each.at for each in _entries(empty)} == {"2026-10-20T13:00:00.000000Z"}
    assert {each.actor.partition(":")[0] for each in _entries(empty)} == {"rehearsal"}


def test_nothing_real_is_dated_back(empty: Database) -> None:
    """
    Where anything was written at its own time, nobody rehearses any more.
    """
    assert invoke("import", FILE).exit_code == 0
    outcome = invoke("--now", THEN, "keys", "create", "--first")

    assert outcome.exit_code == 2
    assert "rehearsals, in a database of their own" in outcome.stderr
    (entry,) = _entries(empty)
    assert entry.actor.startswith("cli:")


def test_the_clock_goes_where_nobody_rehearses(empty: Database) -> None:
    """
    A rehearsal ends with its command.
    """
    invoke("--now", THEN, "keys", "list")
    assert (is_rehearsal(), cli_clock()) == (True, datetime.fromisoformat(THEN))
    invoke("keys", "list")

    before = datetime.now(UTC)
    assert not is_rehearsal()
    assert before <= cli_clock() <= datetime.now(UTC)


@pytest.mark.parametrize("typed", ["soon", "2026-10-20", "2026-10-20T15:00", ""])
def test_an_instant_has_an_offset(empty: Database, typed: str) -> None:
    """
    What is no instant is refused before anything is done.
    """
    outcome = invoke("--now", typed, "import", FILE)

    assert outcome.exit_code == 2
    assert "write an instant with its offset" in outcome.stderr
    assert _entries(empty) == []
