"""Rows as the records of a planning file that they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.database.base import Base
from scheduler.imports.rows.layout import WEIGHTS
from scheduler.imports.rows.tables import NETWORK, POSITION, Table
from scheduler.imports.rows.values import fields_of

Document = dict[str, Any]
Key = tuple[Any, ...]
Row = Mapping[str, Any]
Found = Sequence[Row]


class RowsOfNetwork:
    """The rows of a network: each table is read once."""

    def __init__(self, session: Session, network_id: str) -> None:
        self._session = session
        self._network_id = network_id
        self._read: dict[type[Base], Found] = {}
        self._groups: dict[int, Mapping[Key, list[Row]]] = {}
        self._weights = {
            row["participant_id"]: row for row in self._rows(WEIGHTS, "weighed_on")
        }

    def documents(self, table: Table, above: Row) -> list[Document]:
        """The records that stand in one record of the file, or in the file itself."""
        return [self._document(table, row) for row in self._below(table, above)]

    def _document(self, table: Table, row: Row) -> Document:
        fields = fields_of(table, row)
        for below in table.below:
            if inside := self.documents(below, row):
                fields[below.field] = inside
        if table.elsewhere and (weight := self._weights.get(row["id"])):
            fields |= {name: weight[name] for name in table.elsewhere}
        return fields

    def _below(self, table: Table, above: Row) -> Iterator[Row]:
        if id(table) not in self._groups:
            self._groups[id(table)] = self._grouped(table)
        group = tuple(above[name] for name in table.above.values())
        for row in self._groups[id(table)].get(group, ()):
            if all(
                above[first] <= row[column] <= above[last]
                for column, (first, last) in table.within.items()
            ):
                yield row

    def _grouped(self, table: Table) -> Mapping[Key, list[Row]]:
        if table.model not in self._read:
            self._read[table.model] = self._rows(table.model, POSITION)
        found: dict[Key, list[Row]] = defaultdict(list)
        for row in self._read[table.model]:
            if all(row[column] == value for column, value in table.always.items()):
                found[tuple(row[column] for column in table.above)].append(row)
        return found

    def _rows(self, model: type[Base], order: str) -> Found:
        columns = model.__table__.columns
        found = self._session.execute(
            select(*columns)
            .where(columns[NETWORK] == self._network_id)
            .order_by(columns[order])
        )
        return [dict(row) for row in found.mappings()]
