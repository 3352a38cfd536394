"""Guards over what is in force: one of each, and none in another's way."""

# ruff: noqa: S608 - names of tables and columns come from this package

from collections.abc import Sequence

from scheduler.database.guard_parts import Guard, Part, trigger

_HOLDS = "until_revision IS NULL AND NOT is_fact"


class NoOverlap(Guard):
    """
    No two rows in force hold a resource at the same time; touching is allowed.

    What has happened is no plan any more, and may have been in the way of another.
    It is judged at once, and not at the end of the transaction: a revision closes
    the rows it changes before it adds others, and whoever comes second is told
    before it does more work in vain.
    """

    name = "no_overlap"

    def __init__(self, table: str) -> None:
        self.table = table
        self.indexes = (f"ix_{table}_in_force", self.name)

    def parts(self, dialect: str, columns: Sequence[str]) -> tuple[Part, ...]:
        """An exclusion constraint, or triggers over an index."""
        if dialect == "postgresql":
            return (
                Part(
                    self.name,
                    f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE "
                    "USING gist (network_id WITH =, resource_id WITH =, "
                    "tstzrange(starts_at, ends_at, '[)') WITH &&) "
                    f"WHERE ({_HOLDS})",
                    f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}",
                ),
            )
        index = self.indexes[0]
        return (
            Part(
                index,
                f"CREATE INDEX {index} ON {self.table} "
                f"(network_id, resource_id, ends_at) WHERE {_HOLDS}",
                f"DROP INDEX {index}",
            ),
            self._refusing("INSERT", ""),
            self._refusing("UPDATE", " AND other.rowid <> NEW.rowid"),
        )

    def _refusing(self, event: str, besides: str) -> Part:
        taken = (
            "NEW.until_revision IS NULL AND NOT NEW.is_fact AND EXISTS ("
            f"SELECT 1 FROM {self.table} AS other "
            "WHERE other.network_id = NEW.network_id "
            "AND other.resource_id = NEW.resource_id "
            "AND other.until_revision IS NULL AND NOT other.is_fact "
            "AND other.ends_at > NEW.starts_at "
            f"AND other.starts_at < NEW.ends_at{besides})"
        )
        name = f"{self.name}_{event.lower()}"
        return trigger("sqlite", name, event, self.table, taken, self.name)


class OneInForce(Guard):
    """The plan in force has one row at most of a visit, a batch and so on."""

    def __init__(self, table: str, key: Sequence[str]) -> None:
        self.table = table
        self.key = ("network_id", *key)
        self.name = f"{table}_once_in_force"
        self.indexes = (self.name,)

    def parts(self, dialect: str, columns: Sequence[str]) -> tuple[Part, ...]:
        """A unique index over the rows in force."""
        return (
            Part(
                self.name,
                f"CREATE UNIQUE INDEX {self.name} ON {self.table} "
                f"({', '.join(self.key)}) WHERE until_revision IS NULL",
                f"DROP INDEX {self.name}",
            ),
        )
