import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect

from scheduler.database import guards
from scheduler.database.differences import check
from scheduler.database.engine import engine_of
from scheduler.database.guards_there import parts_there
from scheduler.database.revisions import newest, require_newest, revision_of, revisions
from scheduler.database.tables import METADATA
from scheduler.database.upgrading import BASE, downgrade, make_file, upgrade
from scheduler.errors import NotReady
from tests.scheduler.database.refusals import refusal, there
from tests.scheduler.database.rows import count, seed


def counts(connection: Connection) -> dict[str, int]:
    """Number of rows of every table."""
    names = set(inspect(connection).get_table_names()) & METADATA.tables.keys()
    return {name: count(connection, name) for name in names}


def guards_of(connection: Connection) -> list[str]:
    """Guards of which something is there."""
    found = parts_there(connection).keys()
    return [each.name for each in guards.GUARDS if any(each.name in it for it in found)]


def test_steps_lead_up_and_down_and_up_again(empty_url: str) -> None:
    """
    Every step can be taken back, on either database, and leaves nothing behind.
    """
    steps: list[str | None] = [None, *revisions()]
    for below, above in zip(steps, revisions(), strict=False):
        assert upgrade(empty_url, above) == above
        assert downgrade(empty_url, below or BASE) == below
        assert upgrade(empty_url, above) == above
    assert check(empty_url) == []
    assert downgrade(empty_url, BASE) is None

    engine = engine_of(empty_url)
    assert inspect(engine).get_table_names() == ["alembic_version"]
    with engine.connect() as connection:
        assert guards_of(connection) == []
    engine.dispose()


def test_every_guard_holds_after_every_step(empty_url: str) -> None:
    """
    No step loses a row, or makes a table anew and forgets what it refuses.
    """
    engine = engine_of(empty_url)
    violated = set()
    for revision in revisions():
        with engine.connect() as connection:
            before = counts(connection)
        upgrade(empty_url, revision)
        with engine.begin() as connection:
            assert counts(connection).items() >= before.items()
            seed(connection)
            for violation in there(connection):
                assert refusal(connection, violation) == violation.guard, violation
                violated.add(violation.guard)
    engine.dispose()

    assert violated >= {each.name for each in guards.GUARDS}


def test_rows_outlive_steps_down_and_up(database_url: str) -> None:
    """
    A step back takes its own tables with it, and no row of the others.
    """
    engine = engine_of(database_url)
    with engine.begin() as connection:
        seed(connection)
        before = counts(connection)
    downgrade(database_url, revisions()[-2])
    with engine.connect() as connection:
        between = counts(connection)
    upgrade(database_url)

    assert between.items() <= before.items()
    assert len(between) > len(before) // 2
    with engine.connect() as connection:
        assert counts(connection).items() >= between.items()
    engine.dispose()


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    """
    Who is not sure just does it again.
    """
    engine = engine_of(database_url)
    with engine.begin() as connection:
        seed(connection)
        before = counts(connection)

    assert upgrade(database_url) == newest()
    with engine.connect() as connection:
        assert counts(connection) == before
    engine.dispose()


def test_many_may_upgrade_at_once(empty_url: str) -> None:
    """
    Several that start together wait for each other: one takes the steps.
    """
    failures: list[Exception] = []

    def take() -> None:
        try:
            upgrade(empty_url)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            failures.append(error)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert check(empty_url) == []


def test_tables_of_somebody_else_are_left_alone(empty_url: str) -> None:
    """
    A database with tables of our names, and no revision, is not ours.
    """
    engine = engine_of(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE jobs (id INTEGER)")
    engine.dispose()

    with pytest.raises(NotReady, match=r"has tables \(jobs\) but no revision"):
        upgrade(empty_url)


@pytest.mark.parametrize("act", [upgrade, lambda url: downgrade(url, BASE)])
def test_newer_database_is_left_alone(database_url: str, act: object) -> None:
    """
    What a newer program made is not touched by an older one, which says so.
    """
    assert callable(act)
    engine = engine_of(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NotReady, match="9999, which this program does not know"):
        act(database_url)
    with pytest.raises(NotReady, match="9999, which this program does not know"):
        require_newest(engine)
    engine.dispose()


def test_older_database_is_not_worked_on(database_url: str) -> None:
    """
    Whoever works on it is told what to do first.
    """
    downgrade(database_url, revisions()[0])
    engine = engine_of(database_url)

    with pytest.raises(NotReady, match="run `tracerplan db upgrade`"):
        require_newest(engine)
    engine.dispose()


def test_unknown_revision_is_refused(sqlite_url: str) -> None:
    """
    A slip of the hand changes nothing.
    """
    with pytest.raises(NotReady, match="there is no revision 77"):
        upgrade(sqlite_url, "77")


def test_file_is_copied_before_each_change(sqlite_url: str) -> None:
    """
    The newest copy is kept beside the file, and none from before that.
    """
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    engine = engine_of(sqlite_url)
    with engine.begin() as connection:
        seed(connection)
        before = counts(connection)
    engine.dispose()

    downgrade(sqlite_url, revisions()[-2])
    downgrade(sqlite_url, revisions()[-3])
    assert [each.name for each in _copies(file)] == [
        f"tracerplan.sqlite.before-{revisions()[-3]}"
    ]
    upgrade(sqlite_url)
    (copy,) = _copies(file)
    assert copy.name == f"tracerplan.sqlite.before-{newest()}"
    copied = engine_of(f"sqlite:///{copy}")
    with copied.connect() as connection:
        assert revision_of(connection) == revisions()[-3]
        assert counts(connection).items() <= before.items()
    copied.dispose()


def _copies(file: Path) -> list[Path]:
    return sorted(file.parent.glob(f"{file.name}.*"))


def test_dangling_references_are_told_and_nothing_is_changed(sqlite_url: str) -> None:
    """
    References are not judged while steps are taken, so they are judged after them.
    """
    older = revisions()[-2]
    downgrade(sqlite_url, older)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as raw, raw:
        raw.execute(
            "INSERT INTO balances (network_id, kind, key, used, available) "
            "VALUES ('nowhere', 'vial', 'V', 1, 2)"
        )

    with pytest.raises(NotReady, match="1 rows of balances refer to nothing"):
        upgrade(sqlite_url)
    engine = engine_of(sqlite_url)
    with engine.connect() as connection:
        assert revision_of(connection) == older
    engine.dispose()


def test_new_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """
    Whoever finds the file finds it migrated; several may make it at once.
    """
    file = tmp_path / "deep" / "tracerplan.sqlite"
    threads = [threading.Thread(target=make_file, args=(file,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    while not file.exists() and any(thread.is_alive() for thread in threads):
        pass
    assert check(f"sqlite:///{file}") == []
    for thread in threads:
        thread.join()

    assert check(f"sqlite:///{file}") == []
    assert list(file.parent.iterdir()) == [file]
