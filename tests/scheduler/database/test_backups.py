from pathlib import Path

import pytest

from scheduler.database.backups import NotEmpty, backup, restore
from scheduler.database.database import Database
from scheduler.database.differences import check
from scheduler.database.engine import engine_of
from scheduler.database.revisions import newest, revision_of, revisions
from scheduler.database.upgrading import downgrade
from scheduler.errors import NotReady
from tests.scheduler.database.booking import book_or_cancel, book_some
from tests.scheduler.database.rows import add, count, rows_of


@pytest.fixture
def booked(database: Database) -> Database:
    """A network with some visits booked."""
    book_some(database)
    return database


def test_restored_is_what_was_kept(
    booked: Database, spare_url: str, tmp_path: Path
) -> None:
    """
    Every row comes back as it was, into an empty database, guards and all.
    """
    backup(booked, tmp_path / "backup")
    kept = restore(tmp_path / "backup", spare_url)

    assert kept is None
    assert rows_of(spare_url) == rows_of(booked.url)
    assert len(rows_of(spare_url)["bookings"]) == 3
    assert check(spare_url) == []


def test_only_its_owner_reads_a_backup(booked: Database, tmp_path: Path) -> None:
    """
    It holds all there is.
    """
    backup(booked, tmp_path / "backup")

    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600


def test_failed_backup_leaves_the_older_one(
    booked: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A backup is there whole, or not at all.
    """
    target = tmp_path / "backup"
    target.write_bytes(b"older")

    def fail(_: Path) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr("scheduler.database.copies.sync", fail)
    monkeypatch.setattr("scheduler.database.backups_of_postgresql.sync", fail)
    with pytest.raises(OSError, match="disk is full"):
        backup(booked, target)

    assert target.read_bytes() == b"older"
    assert list(tmp_path.glob(".*partial*")) == []


def test_restore_refuses_where_rows_are(booked: Database, tmp_path: Path) -> None:
    """
    Nobody loses data by a slip of the hand.
    """
    backup(booked, tmp_path / "backup")
    before = rows_of(booked.url)

    with pytest.raises(NotEmpty):
        restore(tmp_path / "backup", booked.url)

    assert rows_of(booked.url) == before


def test_forced_restore_keeps_what_was_there(booked: Database, tmp_path: Path) -> None:
    """
    What is replaced is kept beside it.
    """
    backup(booked, tmp_path / "backup")
    before = rows_of(booked.url)
    book_or_cancel(booked, "late-flight-trondheim-before", "ULV-01-V1")
    replaced = rows_of(booked.url)
    booked.close()

    kept = restore(tmp_path / "backup", booked.url, force=True)

    assert kept is not None
    assert rows_of(booked.url) == before
    assert rows_of(_beside(booked, kept)) == replaced


def _beside(database: Database, kept: str) -> str:
    url = database.engine.url.set(database=kept)
    return url.render_as_string(hide_password=False)


def test_older_backup_is_brought_up_to_date(
    database: Database, spare_url: str, tmp_path: Path
) -> None:
    """
    A backup of an older program is of use to a newer one.
    """
    older = revisions()[-2]
    downgrade(database.url, older)
    with database.engine.begin() as connection:
        add(connection, "api_keys")
    backup(database, tmp_path / "backup")

    restore(tmp_path / "backup", spare_url)

    assert check(spare_url) == []
    engine = engine_of(spare_url)
    with engine.connect() as connection:
        assert revision_of(connection) == newest()
        assert count(connection, "api_keys") == 1
    engine.dispose()


def test_missing_program_is_named(
    postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Whoever has no ``pg_dump`` is told that this is what is missing.
    """

    def find(name: str) -> Path:
        raise NotReady(f"{name} is not installed")

    monkeypatch.setattr("scheduler.database.backups_of_postgresql.program", find)

    with pytest.raises(NotReady, match="pg_dump is not installed"):
        backup(postgresql_database, tmp_path / "backup")
