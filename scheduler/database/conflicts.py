"""Which guard refused a change: one answer, whichever database gave it."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError

from scheduler.database.guards import GUARDS
from scheduler.database.guards_in_force import OneInForce
from scheduler.database.tables import METADATA

FOREIGN_KEY = "foreign_key"
NOT_NULL = "not_null"

_KINDS = {"23502": NOT_NULL, "23503": FOREIGN_KEY}
"""SQLSTATE of refusals whose own names do not matter."""

_SQLITE = re.compile(
    r"(?P<kind>UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: (?P<what>.*))?"
)


def guard_of(error: DBAPIError) -> str | None:
    """
    The name of the guard that refused; ``None`` if none did.

    Guards go by their names in ``guards``; a CHECK by the name it has in its model;
    a unique index or a primary key by its name in the database; references and
    missing values by ``FOREIGN_KEY`` and ``NOT_NULL``.
    """
    if not isinstance(error, IntegrityError):
        return None
    if isinstance(error.orig, sqlite3.IntegrityError):
        return _of_sqlite(str(error.orig))
    return _of_postgresql(error.orig)


def _of_postgresql(error: Any) -> str | None:
    """Of psycopg, which is not loaded where SQLite serves."""
    name: str | None = error.diag.constraint_name
    return _KINDS.get(error.sqlstate) or (name and _CHECKS.get(name, name))


def _of_sqlite(message: str) -> str | None:
    """SQLite names a CHECK, or the columns that were to be unique."""
    found = _SQLITE.fullmatch(message)
    if found is None:
        return message  # a trigger says the name of its guard
    what = found["what"] or ""
    match found["kind"]:
        case "FOREIGN KEY":
            return FOREIGN_KEY
        case "NOT NULL":
            return NOT_NULL
        case "CHECK":
            return _CHECKS.get(what, what)
        case _:
            return _UNIQUE.get(frozenset(what.split(", ")), what)


def _unique() -> Iterator[tuple[frozenset[str], str]]:
    for table in METADATA.sorted_tables:
        for key in table.constraints:
            if isinstance(key, PrimaryKeyConstraint | UniqueConstraint):
                yield _columns(table.name, key.columns.keys()), str(key.name)
        for index in table.indexes:
            if index.unique:
                yield _columns(table.name, index.columns.keys()), str(index.name)
    for guard in GUARDS:
        if isinstance(guard, OneInForce):
            yield _columns(guard.table, guard.key), guard.name


def _columns(table: str, names: Iterable[str]) -> frozenset[str]:
    return frozenset(f"{table}.{name}" for name in names)


_UNIQUE = dict(_unique())
"""What has to be unique, by its columns."""

_CHECKS = {
    str(each.name): str(each.name).removeprefix(f"ck_{table.name}_")
    for table in METADATA.sorted_tables
    for each in table.constraints
    if isinstance(each, CheckConstraint)
}
"""What a CHECK is called in its model, by its name in the database."""
