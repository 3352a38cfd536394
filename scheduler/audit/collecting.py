"""What a flush changes: collected from the objects of a session before and after it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from scheduler.audit.changes import (
    Change,
    Values,
    chain_of,
    in_words,
    key_of,
)
from scheduler.audit.stored import key_values, stored_rows
from scheduler.database.base import Base


@dataclass(frozen=True, slots=True)
class Flush:
    """
    What a flush is about to change, with the values it will replace.

    Parameters
    ----------
    added
        New rows.
    changed, removed
        Rows with their stored values, by attribute; of changed ones only those of
        the attributes that were set.
    """

    added: list[Base]
    changed: dict[Base, Values]
    removed: dict[Base, Values]

    def rows(self) -> list[Base]:
        """All rows it touches."""
        return [*self.added, *self.changed, *self.removed]


def upcoming(session: Session) -> Flush:
    """
    The changes that the next flush will write.

    Old values are read from the database, and their rows locked: what an object
    remembers may be what somebody else has replaced meanwhile.
    """
    removed = list(_audited(session.deleted))
    dirty = [
        row
        for row in _audited(session.dirty)
        if session.is_modified(row, include_collections=False)
    ]
    stored = stored_rows(session.connection(), [*dirty, *removed])
    return Flush(
        added=list(_audited(session.new)),
        changed={row: _set_ones(row, stored.get(row, {})) for row in dirty},
        removed={row: stored[row] for row in removed if row in stored},
    )


def collected(session: Session, flush: Flush) -> Iterator[Change]:
    """The changes, once they are written; the objects still know what was new."""
    gone = {inspect(row).key for row in flush.removed}
    read_again = [row for row in flush.added if _is_replacing(row, gone)]
    read_again.extend(row for row in flush.changed if inspect(row).expired_attributes)
    stored = stored_rows(session.connection(), read_again)
    for row, old in flush.removed.items():
        yield _change(row, old, old, None)
    for row in flush.added:
        new = stored.get(row) or inspect(row).dict
        yield _change(row, new, None, new)
    for row, old in flush.changed.items():
        now = stored.get(row) or inspect(row).dict
        yield _change(row, key_values(row), old, {name: now[name] for name in old})


def _audited(rows: Iterable[object]) -> Iterator[Base]:
    return (row for row in rows if isinstance(row, Base) and row.is_audited)


def _set_ones(row: Base, stored: Values) -> Values:
    was_set = inspect(row).committed_state
    return {name: value for name, value in stored.items() if name in was_set}


def _is_replacing(row: Base, gone: set[Any]) -> bool:
    """
    Whether a new row has columns that its object does not know.

    The database computed them, or they are of a row with the same key that went in
    the same flush: then that row was changed.
    """
    key = inspect(type(row)).identity_key_from_instance(row)
    return bool(inspect(row).expired_attributes) or key in gone


def _change(row: Base, key: Values, old: Values | None, new: Values | None) -> Change:
    kind = type(row)
    is_whole = old is None or new is None
    of_key = False if is_whole else None
    return Change(
        chain_of(row),
        row.__tablename__,
        key_of(kind, key),
        None if old is None else in_words(kind, old, of_key=of_key),
        None if new is None else in_words(kind, new, of_key=of_key),
    )
