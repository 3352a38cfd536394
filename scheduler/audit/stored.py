"""Rows as the database has them, whatever the objects of a session remember."""

from typing import Any

from sqlalchemy import Connection, Select, inspect, select, tuple_

from scheduler.audit.changes import Values, fields_of
from scheduler.database.base import Base

_AT_ONCE = 500
"""Rows asked for by one statement."""


def key_values(row: Base) -> Values:
    """The key a row is stored by, by attribute, also if it is about to change."""
    mapper = inspect(type(row))
    identity = inspect(row).identity or mapper.primary_key_from_instance(row)
    return dict(zip(_key_names(type(row)), identity, strict=True))


def _key_names(kind: type[Base]) -> list[str]:
    mapper = inspect(kind)
    return [mapper.get_property_by_column(each).key for each in mapper.primary_key]


def stored_rows(connection: Connection, rows: list[Base]) -> dict[Base, Values]:
    """What the database holds of rows, by attribute; locked as they are read."""
    found: dict[Base, Values] = {}
    for kind in sorted(
        {type(row) for row in rows}, key=lambda each: each.__tablename__
    ):
        by_key = {
            tuple(key_values(row).values()): row for row in rows if type(row) is kind
        }
        keys = list(by_key)
        for start in range(0, len(keys), _AT_ONCE):
            wanted = _of_keys(kind, keys[start : start + _AT_ONCE])
            for values in connection.execute(wanted).mappings():
                row = by_key[tuple(values[name] for name in _key_names(kind))]
                found[row] = dict(values)
    return found


def _of_keys(kind: type[Base], keys: list[tuple[object, ...]]) -> Select[Any]:
    mapper = inspect(kind)
    columns = (
        mapper.columns[field.attribute].label(field.attribute)
        for field in fields_of(kind)
    )
    return (
        select(*columns)
        .where(tuple_(*mapper.primary_key).in_(keys))
        .order_by(*mapper.primary_key)
        .with_for_update()
    )
