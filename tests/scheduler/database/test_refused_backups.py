from pathlib import Path

import pytest

from scheduler.database import guards
from scheduler.database.backups import backup, restore
from scheduler.database.database import Database
from scheduler.database.soundness import unsound
from scheduler.errors import Invalid, NotReady
from tests.scheduler.database.booking import book_some, import_week
from tests.scheduler.database.rows import rows_of


@pytest.fixture
def booked(database: Database) -> Database:
    """A network with some visits booked."""
    book_some(database)
    return database


def disarmed(database: Database, *statements: str) -> None:
    """Say something to a database that its guards would not have allowed."""
    with database.engine.begin() as connection:
        guards.drop(connection, guards.GUARDS)
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount > 0
        guards.create(connection, guards.GUARDS)


DAMAGES = {
    "an audit entry that was changed": (
        "UPDATE audit_entries SET actor = 'nobody' WHERE number = 2",
        "audit[late-flight-trondheim-before]",
    ),
    "an audit entry that is gone": (
        "DELETE FROM audit_entries WHERE number = 2",
        "audit[late-flight-trondheim-before]",
    ),
    "a dose that was moved": (
        "UPDATE bookings SET draw_kbq = draw_kbq + 1 WHERE visit_id = 'ULV-01-V1'",
        "plan_versions",
    ),
    "a booking that is gone": (
        "DELETE FROM bookings WHERE visit_id = 'ULV-01-V1'",
        "plan_versions",
    ),
    "a balance that does not add up": (
        "UPDATE balances SET used = used - 1 WHERE kind = 'run'",
        "balances",
    ),
    "no version is in force": (
        "UPDATE plan_versions SET state = 'superseded'",
        "plan_versions",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_unsound_backup_is_refused(
    sqlite_database: Database, tmp_path: Path, damage: str
) -> None:
    """
    A backup is judged before it is used, and what is wrong is said with its place.
    """
    statement, place = DAMAGES[damage]
    book_some(sqlite_database)
    assert unsound(sqlite_database) == []
    disarmed(sqlite_database, statement)
    backup(sqlite_database, tmp_path / "backup")

    with pytest.raises(Invalid) as caught:
        restore(tmp_path / "backup", f"sqlite:///{tmp_path / 'new.sqlite'}")

    assert any(place in str(issue) for issue in caught.value.issues)
    assert not (tmp_path / "new.sqlite").exists()


def test_backup_without_a_guard_is_refused(
    booked: Database, spare_url: str, tmp_path: Path
) -> None:
    """
    What the database refused once, it has to refuse afterwards.
    """
    with booked.engine.begin() as connection:
        guards.drop(connection, guards.of(["occupations"]))
    backup(booked, tmp_path / "backup")

    with pytest.raises(Invalid, match="guard no_overlap: "):
        restore(tmp_path / "backup", spare_url)


def test_refused_restore_changes_nothing(booked: Database, tmp_path: Path) -> None:
    """
    The new is looked at beside the old, which stays until it is found good.
    """
    disarmed(booked, DAMAGES["a dose that was moved"][0])
    backup(booked, tmp_path / "backup")
    before = rows_of(booked.url)

    with pytest.raises(Invalid):
        restore(tmp_path / "backup", booked.url, force=True)

    assert rows_of(booked.url) == before


def test_newer_backup_is_refused(
    database: Database, spare_url: str, tmp_path: Path
) -> None:
    """
    What this program does not know, it does not touch.
    """
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    backup(database, tmp_path / "backup")

    with pytest.raises(NotReady, match="9999, which this program does not know"):
        restore(tmp_path / "backup", spare_url)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3\x00"])
def test_what_is_no_backup_is_refused(
    sqlite_url: str, tmp_path: Path, content: bytes
) -> None:
    """
    Not even a file that begins like one.
    """
    (tmp_path / "file").write_bytes(content)

    with pytest.raises(Invalid):
        restore(tmp_path / "file", sqlite_url)


def test_lost_pages_are_found(sqlite_database: Database, tmp_path: Path) -> None:
    """
    A copy that lost a page is refused, wherever that page belongs.
    """
    import_week(sqlite_database)
    backup(sqlite_database, tmp_path / "backup")
    data = (tmp_path / "backup").read_bytes()
    size = int.from_bytes(data[16:18], "big")
    for start in range(size, len(data), size * 17):
        damaged = data[:start] + bytes(size) + data[start + size :]
        (tmp_path / "backup").write_bytes(damaged)

        with pytest.raises(Invalid):
            restore(tmp_path / "backup", f"sqlite:///{tmp_path / 'new.sqlite'}")

    assert not (tmp_path / "new.sqlite").exists()


def test_backup_of_another_kind_is_refused(
    sqlite_database: Database, postgresql_url: str, tmp_path: Path
) -> None:
    """
    A backup goes back into a database of its own kind.
    """
    backup(sqlite_database, tmp_path / "backup")

    with pytest.raises(Invalid, match="of sqlite, the database is postgresql"):
        restore(tmp_path / "backup", postgresql_url)
