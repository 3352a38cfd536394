"""Guards over what has been written: it stays as it is."""

# ruff: noqa: S608 - names of tables and columns come from this package

from collections.abc import Sequence

from scheduler.database.guard_parts import REQUIRE_PREVIOUS, Guard, Part, kept, trigger


class AppendOnly(Guard):
    """
    Rows are added, never changed or removed.

    Parameters
    ----------
    key
        The primary key: SQLite would let ``INSERT OR REPLACE`` remove a row without
        asking the trigger against removals.
    ends_with
        A column that is set once, when the row ends.
    """

    def __init__(
        self, table: str, *, key: Sequence[str], ends_with: str | None = None
    ) -> None:
        self.table = table
        self.key = key
        self.ends_with = ends_with
        self.name = f"{table}_append_only"

    def parts(self, dialect: str, columns: Sequence[str]) -> tuple[Part, ...]:
        """Triggers on every way to change a row."""
        changed = self._changed(dialect, columns)
        update = (f"{self.name}_update", "UPDATE", self.table, changed, self.name)
        parts = (
            trigger(dialect, *update),
            *kept(dialect, self.table, self.name),
        )
        if dialect == "postgresql":
            return parts
        same = " AND ".join(f"{column} = NEW.{column}" for column in self.key)
        there = f"EXISTS (SELECT 1 FROM {self.table} WHERE {same})"
        replace = (f"{self.name}_replace", "INSERT", self.table, there)
        return (*parts, trigger(dialect, *replace, f"pk_{self.table}"))

    def _changed(self, dialect: str, columns: Sequence[str]) -> str:
        last = self.ends_with
        if last is None:
            return ""
        if dialect == "postgresql":
            rest = f"to_jsonb(OLD) - '{last}' IS DISTINCT FROM to_jsonb(NEW) - '{last}'"
        else:
            others = [column for column in columns if column != last]
            rest = " OR ".join(f"OLD.{each} IS NOT NEW.{each}" for each in others)
        return f"OLD.{last} IS NOT NULL OR NEW.{last} IS NULL OR {rest}"


class Fixed(Guard):
    """
    Some columns never change, and no row goes away.

    Parameters
    ----------
    columns
        Those that never change.
    settled
        Those that do not change any more once the last of them has a value.
    """

    def __init__(
        self, table: str, *, columns: Sequence[str], settled: Sequence[str]
    ) -> None:
        self.table = table
        self.columns = columns
        self.settled = settled
        self.name = f"{table}_fixed"

    def parts(self, dialect: str, columns: Sequence[str]) -> tuple[Part, ...]:
        """Triggers on changes of these columns, and on removals."""
        differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"

        def any_changed(names: Sequence[str]) -> str:
            return " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names)

        changed = (
            f"{any_changed(self.columns)} OR (OLD.{self.settled[-1]} IS NOT NULL "
            f"AND ({any_changed(self.settled)}))"
        )
        update = (f"{self.name}_update", "UPDATE", self.table, changed, self.name)
        return (
            trigger(dialect, *update),
            *kept(dialect, self.table, self.name),
        )


class Continuous(Guard):
    """Numbers of a chain count up from 1 without gaps."""

    def __init__(self, table: str, *, chain: str, number: str) -> None:
        self.table = table
        self.chain = chain
        self.number = number
        self.name = f"{table}_continuous"

    def parts(self, dialect: str, columns: Sequence[str]) -> tuple[Part, ...]:
        """A trigger that looks for the number before."""
        name = f"{self.name}_insert"
        if dialect == "postgresql":
            arguments = f"'{self.name}'"
            create = (
                f"CREATE TRIGGER {name} BEFORE INSERT ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION {REQUIRE_PREVIOUS}({arguments})"
            )
            return (Part(name, create, f"DROP TRIGGER {name} ON {self.table}"),)
        lacks = (
            f"NEW.{self.number} <> 1 AND NOT EXISTS (SELECT 1 FROM {self.table} "
            f"WHERE {self.chain} = NEW.{self.chain} "
            f"AND {self.number} = NEW.{self.number} - 1)"
        )
        return (trigger(dialect, name, "INSERT", self.table, lacks, self.name),)
