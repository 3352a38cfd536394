"""One record of the planning file as the values of one row, and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scheduler import canonical
from scheduler.imports.rows.instants import told_in
from scheduler.imports.rows.tables import DETAILS, POSITION, Table
from solver.problem.base import Record

Values = dict[str, Any]
"""Values of a row by column, without the network's id."""


def values_of(table: Table, record: Record, above: Mapping[str, Any]) -> Values:
    """
    The values of a record's row, but for its position.

    Parameters
    ----------
    above
        Values of the row of the record that this one stands in.
    """
    values: Values = {column: above[name] for column, name in table.above.items()}
    values |= table.always
    for column, name in table.columns.items():
        value = getattr(record, name)
        is_instant = isinstance(value, datetime)
        values[column] = told_in(value) if is_instant else _stored(value)
    if table.has_details:
        details = record.model_dump(
            exclude_defaults=True, exclude=set(table.without_details)
        )
        values[DETAILS] = canonical.plain(told_in(details))
    return values


def fields_of(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row's record, but for those in rows of their own."""
    fields = dict(row[DETAILS]) if table.has_details else {}
    for column, name in table.columns.items():
        value = row[column]
        if isinstance(value, datetime):
            value = told_in(value)
        if value is not None or table.record.model_fields[name].is_required():
            fields[name] = value
    return fields


def token(table: Table, values: Mapping[str, Any]) -> str:
    """What a record is known by, from one file to the next."""
    known_by = values.keys() - {POSITION} if table.is_list else table.key
    return same({column: values[column] for column in known_by})


def same(value: object) -> str:
    """Equal values give equal text, whatever they were read from."""
    return canonical.dumps(told_in(value))


def _stored(value: Any) -> Any:
    """A value as a column takes it; numbers of a column stay exact."""
    return list(value) if isinstance(value, tuple) else getattr(value, "value", value)
