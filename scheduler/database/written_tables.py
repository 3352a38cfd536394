"""Which tables a transaction has written into."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Insert, TextClause, Update, event
from sqlalchemy.orm import Session

REVISIONS_ONLY = "tracerplan_revisions_only"
"""Execution option of a statement that writes nothing but the revisions of a network:
whatever depends on these says so in its key."""

ANY = "*"
"""Stands for whatever a statement in plain text may have written into."""

_WRITTEN = "tracerplan_written"


def note_written_tables(engine: Engine) -> None:
    """Have the connections of an engine note what their transactions write into."""
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_execute", _note)


def tables_written(session: Session) -> set[str]:
    """Tables that the transaction has written into; it grows as it goes on."""
    found: set[str] = session.connection().info.setdefault(_WRITTEN, set())
    return found


def is_untouched(tables: frozenset[str], written: Collection[str]) -> bool:
    """Whether nothing was written into any of some tables."""
    return ANY not in written and tables.isdisjoint(written)


def _begin(connection: Connection) -> None:
    connection.info[_WRITTEN] = set()


def _note(
    connection: Connection,
    statement: object,
    many: object,
    values: object,
    options: dict[str, Any],
) -> None:
    if isinstance(statement, Insert | Update | Delete):
        if not options.get(REVISIONS_ONLY):
            name = getattr(statement.table, "name", ANY)
            connection.info.setdefault(_WRITTEN, set()).add(name)
    elif isinstance(statement, TextClause):
        connection.info.setdefault(_WRITTEN, set()).add(ANY)
