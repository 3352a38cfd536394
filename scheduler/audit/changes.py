"""
Changes of rows: which columns differ, with their old and new values.

In an entry a change reads ``{"row": table, "key": {…}, "old": {…}, "new": {…}}``.
A row that is new has no ``old``, a row that went has no ``new``: of both all columns
that hold something are listed, of a changed row only those that differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import inspect

from scheduler import canonical
from scheduler.audit.chain import instant_text
from scheduler.audit.models import SYSTEM
from scheduler.database.base import Base
from scheduler.networks.models import Network

Values = dict[str, Any]


class Field(NamedTuple):
    """A column, by the names it has in the program and in the database."""

    attribute: str
    column: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class Change:
    """
    One row, before and after; ``None`` where it is not there.

    Parameters
    ----------
    key
        Canonical JSON of the key's columns.
    old, new
        Values by column, in plain JSON; the key's own only where they differ.
    """

    chain: str
    table: str
    key: str
    old: Values | None
    new: Values | None


@cache
def fields_of(kind: type[Base]) -> tuple[Field, ...]:
    """The columns of a table."""
    return tuple(
        Field(each.key, each.columns[0].name, each.columns[0].primary_key)
        for each in inspect(kind).column_attrs
    )


def chain_of(row: Base) -> str:
    """The chain a row's changes belong to: its network's, or the system's."""
    if isinstance(row, Network):
        return row.id
    network_id = getattr(row, "network_id", None)
    return network_id if isinstance(network_id, str) else SYSTEM


def in_words(kind: type[Base], values: Values, *, of_key: bool | None = None) -> Values:
    """Values by attribute as they stand in an entry: by column, in plain JSON."""
    return {
        field.column: plain(values[field.attribute])
        for field in fields_of(kind)
        if field.attribute in values and of_key in {None, field.is_key}
    }


def key_of(kind: type[Base], values: Values) -> str:
    """The key of a row, as canonical JSON."""
    return canonical.dumps(in_words(kind, values, of_key=True))


def plain(value: Any) -> Any:
    """In JSON's own words: an instant in UTC, a decimal number digit by digit."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return instant_text(value)
    return canonical.plain(value)


def merged(changes: Iterable[Change]) -> list[Change]:
    """
    One change per row, from its first state to its last.

    What came and went again, or is as it was, is left out. Sorted by table and key.
    """
    rows: dict[tuple[str, str], Change] = {}
    for change in changes:
        place = change.table, change.key
        first = rows.get(place)
        rows[place] = change if first is None else _joined(first, change)
    found = (_differing(rows[place]) for place in sorted(rows))
    return [change for change in found if change.old != change.new]


def _joined(first: Change, second: Change) -> Change:
    """Two changes of one row as one; a side that was partly told is completed."""
    old, new = first.old, second.new
    if first.old is not None and first.new is not None and second.old is not None:
        old = {**second.old, **first.old}
    if second.old is not None and second.new is not None and first.new is not None:
        new = {**first.new, **second.new}
    return Change(first.chain, first.table, first.key, old, new)


def _differing(change: Change) -> Change:
    old, new = change.old, change.new
    if old is not None and new is not None:
        columns = sorted(old.keys() | new.keys())
        differing = [name for name in columns if old.get(name) != new.get(name)]
        old = {name: old.get(name) for name in differing}
        new = {name: new.get(name) for name in differing}
    elif old is not None:
        old = {name: each for name, each in old.items() if each is not None}
    elif new is not None:
        new = {name: each for name, each in new.items() if each is not None}
    return Change(change.chain, change.table, change.key, old, new)
