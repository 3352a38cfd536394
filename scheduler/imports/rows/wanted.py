"""The rows that a planning file asks for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scheduler.database.base import Base
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.imports.rows.layout import TABLES, WEIGHTS
from scheduler.imports.rows.positions import positions
from scheduler.imports.rows.tables import POSITION, Table, key_of
from scheduler.imports.rows.values import Values, token, values_of
from solver.problem.base import Record

Key = tuple[Any, ...]
Rows = Mapping[type[Base], Mapping[Key, Values]]
"""Values of rows, by table and primary key."""


def rows_of(file: PlanningFile, there: Rows) -> Rows:
    """
    Every row of a planning file.

    Parameters
    ----------
    there
        The rows that are there already: what is in the same order keeps its position.
    """
    wanted = _Wanted(there)
    for table in TABLES:
        wanted.add(table, getattr(file, table.field), {})
    for each in file.participants:
        if each.weighed_on is not None:
            wanted.keep(
                WEIGHTS,
                {
                    "participant_id": each.id,
                    "weighed_on": each.weighed_on,
                    "weight_kg": each.weight_kg,
                },
            )
    return wanted.rows


class _Wanted:
    def __init__(self, there: Rows) -> None:
        self.rows: dict[type[Base], dict[Key, Values]] = defaultdict(dict)
        self._there = there
        self._groups: dict[int, dict[Key, list[tuple[str, int]]]] = {}

    def keep(self, model: type[Base], values: Values) -> None:
        key = tuple(values[column] for column in key_of(model))
        self.rows[model][key] = values

    def add(
        self, table: Table, records: Sequence[Record], above: Mapping[str, Any]
    ) -> None:
        """The rows of some records, and of all records inside them."""
        made = [values_of(table, record, above) for record in records]
        tokens = [token(table, values) for values in made]
        places = positions(self._placed(table, above), tokens)
        for record, values, place in zip(records, made, places, strict=True):
            values[POSITION] = place
            self.keep(table.model, values)
            for below in table.below:
                if inside := getattr(record, below.field):
                    self.add(below, inside, values)

    def _placed(
        self, table: Table, above: Mapping[str, Any]
    ) -> Sequence[tuple[str, int]]:
        """The rows there that stand where these are to stand."""
        if id(table) not in self._groups:
            self._groups[id(table)] = _grouped(
                table, self._there.get(table.model, {}).values()
            )
        group = tuple(above[name] for name in table.above.values())
        return self._groups[id(table)].get(group, ())


def _grouped(table: Table, rows: Iterable[Values]) -> dict[Key, list[tuple[str, int]]]:
    found: dict[Key, list[tuple[str, int]]] = defaultdict(list)
    for values in sorted(rows, key=lambda values: values[POSITION]):
        if all(values[column] == value for column, value in table.always.items()):
            group = tuple(values[column] for column in table.above)
            found[group].append((token(table, values), values[POSITION]))
    return found
