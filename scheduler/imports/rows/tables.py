"""How records of the planning file lie in a table."""

import dataclasses
from collections.abc import Mapping
from functools import cached_property

from scheduler.database.base import Base
from solver.problem.base import Record

NETWORK, POSITION, DETAILS = "network_id", "position", "details"


@dataclasses.dataclass(frozen=True)
class Table:
    """
    Records of one field of the planning file, as rows of one table.

    Parameters
    ----------
    field
        Where the records stand: in the planning file, or in the record above.
    above
        Columns that say to which record above a row belongs, by the columns of that
        record's row.
    always
        Columns with one value in all these rows.
    within
        Columns whose value lies between those of two columns of the row above.
    renamed
        Fields of columns that are not called as columns are.
    elsewhere
        Fields that are kept in rows of their own.
    below
        Tables of the records inside these records.
    """

    field: str
    model: type[Base]
    record: type[Record]
    above: Mapping[str, str] = dataclasses.field(default_factory=dict)
    always: Mapping[str, int] = dataclasses.field(default_factory=dict)
    within: Mapping[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    renamed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    below: tuple["Table", ...] = ()

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Fields by column: each is called as its column, or as that without _id."""
        known = self.record.model_fields
        given = {NETWORK, POSITION, DETAILS, *self.above, *self.always}
        found = {}
        for column in columns_of(self.model):
            if column in given:
                continue
            name = self.renamed.get(column, column)
            for called in (name, name.removesuffix("_id")):
                if called in known:
                    found[column] = called
                    break
        return found

    @cached_property
    def key(self) -> tuple[str, ...]:
        """Columns that tell a row from all others of its network."""
        return key_of(self.model)

    @cached_property
    def is_list(self) -> bool:
        """Whether nothing but its place tells a record from the others."""
        return POSITION in self.key

    @cached_property
    def has_details(self) -> bool:
        """Whether fields without a column are kept."""
        return DETAILS in columns_of(self.model)

    @cached_property
    def without_details(self) -> frozenset[str]:
        """Fields that are kept in columns, or in other rows."""
        below = {each.field for each in self.below}
        return frozenset({*self.columns.values(), *below, *self.elsewhere})


def columns_of(model: type[Base]) -> tuple[str, ...]:
    """Names of all columns."""
    return tuple(column.name for column in model.__table__.columns)


def key_of(model: type[Base]) -> tuple[str, ...]:
    """Columns of the primary key, without the network."""
    keys = [column.name for column in model.__table__.primary_key]
    return tuple(name for name in keys if name != NETWORK)
