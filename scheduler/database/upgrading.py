"""Brings a database to the schema of this program, and back."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event, inspect

from scheduler.database.copies import address_of, copy_before, file_of
from scheduler.database.engine import engine_of
from scheduler.database.revisions import newer_than_this, revision_of, revisions
from scheduler.database.steps import settings, whole_name
from scheduler.database.tables import METADATA
from scheduler.errors import NotReady

HEAD = "head"
BASE = "base"

_ALEMBIC = threading.Lock()
"""Alembic keeps what it is at in global variables."""

_LOCK = 0x7472616365
"""Of PostgreSQL's advisory locks, the one that whoever changes the schema holds."""


def upgrade(url: str, revision: str = HEAD) -> str | None:
    """
    Take every step up to a revision, all or none; give the revision reached.

    Raises
    ------
    NotReady
        If the database or the revision is not known to this program.

    """
    return _move(url, revision, command.upgrade)


def downgrade(url: str, revision: str) -> str | None:
    """
    Take back every step after a revision, all or none; give the revision reached.

    Raises
    ------
    NotReady
        If the database or the revision is not known to this program.

    """
    return _move(url, revision, command.downgrade)


def make_file(file: Path) -> None:
    """
    Make an SQLite file that is not there yet; somebody else may do the same.

    It appears with every step taken, or not at all.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.{secrets.token_hex(8)}.new")
    try:
        upgrade(address_of(new))
        with suppress(FileExistsError):
            os.link(new, file)
    finally:
        new.unlink(missing_ok=True)


def _move(url: str, revision: str, steps: Callable[[Config, str], None]) -> str | None:
    """
    Change the schema in one transaction, while nobody else does.

    SQLite makes tables anew where it cannot change them; references are therefore
    judged at the end.
    """
    engine = engine_of(url)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", _leave_references)
    try:
        with engine.begin() as connection:
            if not is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            found = revision_of(connection)
            _require_ours(connection, found)
            target = whole_name(revision)
            file = file_of(engine.url)
            if file is not None and found is not None and found != target:
                copy_before(file, target or BASE)
            _take(steps, connection, revision)
            if is_sqlite:
                _require_references(connection)
            return revision_of(connection)
    finally:
        engine.dispose()


def _take(
    steps: Callable[[Config, str], None], connection: Connection, revision: str
) -> None:
    config = settings()
    config.attributes["connection"] = connection
    try:
        with _ALEMBIC:
            steps(config, revision)
    except CommandError as error:
        raise NotReady(str(error)) from None


def _require_ours(connection: Connection, found: str | None) -> None:
    """Refuse what a newer program made, and tables of somebody else."""
    if found is None:
        foreign = METADATA.tables.keys() & set(inspect(connection).get_table_names())
        if foreign:
            raise NotReady(
                f"the database has tables ({', '.join(sorted(foreign))}) but no "
                "revision: it was not made by `tracerplan db upgrade`"
            )
    elif found not in revisions():
        raise NotReady(newer_than_this(found))


def _leave_references(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")


def _require_references(connection: Connection) -> None:
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        tables = sorted({str(row[0]) for row in dangling})
        raise NotReady(
            f"{len(dangling)} rows of {', '.join(tables)} refer to nothing: "
            "nothing was changed"
        )
