"""
Backups, taken while others write, and restored only if they pass every check.

A backup is one file, and goes back into a database of its own kind.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Engine, exists, inspect, make_url, select
from sqlalchemy.exc import DatabaseError

from scheduler.database import backups_of_postgresql, backups_of_sqlite
from scheduler.database.copies import file_of
from scheduler.database.database import Database
from scheduler.database.engine import READS, engine_of
from scheduler.database.soundness import unsound
from scheduler.database.tables import METADATA
from scheduler.database.upgrading import upgrade
from scheduler.errors import Conflict, Invalid
from solver.errors import Issue

SQLITE = b"SQLite format 3\x00"
POSTGRESQL = b"PGDMP"


class NotEmpty(Conflict):
    """There are rows already where a backup is to be restored."""

    code = "not_empty"


def backup(database: Database, target: Path) -> None:
    """
    Write all there is into a file, whole or not at all, while others go on writing.

    All that was committed before is in it.

    Raises
    ------
    NotReady
        If a program that this takes is missing, or fails.

    """
    address = make_url(database.url)
    file = file_of(address)
    if file is None:
        backups_of_postgresql.dump(address, target)
    else:
        backups_of_sqlite.dump(file, target)


def restore(source: Path, url: str, *, force: bool = False) -> str | None:
    """
    Put a backup in the place of a database.

    It is read into a place of its own, brought to the schema of this program and
    verified there; only then does it take the place, in one go.

    Parameters
    ----------
    force
        Whether to do so although there are rows: what was there is kept beside it.

    Returns
    -------
    str | None
        Where the rows are that were there before, if there were any.

    Raises
    ------
    Invalid
        If it is no backup, or not one of a sound database; every issue.
    NotEmpty
        If there are rows, and ``force`` is not set.
    NotReady
        If a program that this takes is missing, or fails, or the backup was made by
        a newer version of this one.

    """
    address = make_url(url)
    _require_kind(source, address)
    has_rows = _has_rows(address)
    if has_rows and not force:
        raise NotEmpty("there are data already: restore with --force")
    file = file_of(address)
    if file is None:
        return backups_of_postgresql.replace(
            source, address, _require_sound, keep=has_rows
        )
    return backups_of_sqlite.replace(source, file, _require_sound, keep=has_rows)


def _require_sound(url: str) -> None:
    """
    Bring a restored copy to the present schema, and look at all of it.

    Raises
    ------
    Invalid
        If something is wrong with it; every issue.

    """
    database = Database(url)
    try:
        upgrade(url)
        issues = unsound(database)
    except DatabaseError as error:
        if not isinstance(error.orig, sqlite3.DatabaseError):
            raise
        issues = [Issue("pages", str(error.orig))]
    finally:
        database.close()
    if issues:
        raise Invalid(issues)


def _require_kind(source: Path, address: URL) -> None:
    kinds = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    wanted = address.get_backend_name()
    with source.open("rb") as file:
        start = file.read(len(SQLITE))
    found = next((kind for kind, mark in kinds.items() if start.startswith(mark)), None)
    if found is None:
        raise Invalid([Issue(str(source), "is no backup")])
    if found != wanted:
        raise Invalid(
            [Issue(str(source), f"is a backup of {found}, the database is {wanted}")]
        )


def _has_rows(address: URL) -> bool:
    file = file_of(address)
    if file is not None and not file.exists():
        return False
    engine = engine_of(address.render_as_string(hide_password=False))
    try:
        return _any_row(engine)
    finally:
        engine.dispose()


def _any_row(engine: Engine) -> bool:
    with engine.execution_options(**{READS: True}).connect() as connection:
        there = set(inspect(connection).get_table_names())
        return any(
            connection.execute(select(exists().select_from(table))).scalar_one()
            for table in METADATA.sorted_tables
            if table.name in there
        )
