"""What guards consist of, in the words of SQLite and PostgreSQL."""

# ruff: noqa: S608 - names of tables and columns come from this package

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

REFUSE = "refuse_change"
REQUIRE_PREVIOUS = "require_previous"

_RAISE = """RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = TG_ARGV[0],
    CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME;"""


@dataclass(frozen=True, slots=True)
class Part:
    """An index, a constraint, a trigger or a function."""

    name: str
    create: str
    drop: str


def trigger(
    dialect: str, name: str, event: str, table: str, condition: str, guard: str
) -> Part:
    """A trigger that refuses a row for which the condition holds."""
    when = f" WHEN ({condition})" if condition else ""
    head = f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
    if dialect == "sqlite":
        return Part(
            name,
            f"{head} FOR EACH ROW{when} BEGIN SELECT RAISE(ABORT, '{guard}'); END",
            f"DROP TRIGGER {name}",
        )
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return Part(
        name,
        f"{head} FOR EACH {each}{when} EXECUTE FUNCTION {REFUSE}('{guard}')",
        f"DROP TRIGGER {name} ON {table}",
    )


def kept(dialect: str, table: str, guard: str) -> tuple[Part, ...]:
    """No row goes away."""
    events = ["DELETE"] + (["TRUNCATE"] if dialect == "postgresql" else [])
    return tuple(
        trigger(dialect, f"{guard}_{event.lower()}", event, table, "", guard)
        for event in events
    )


class Guard(ABC):
    """
    Something that a database refuses.

    Attributes
    ----------
    name
        What a refusal is called.
    table
        The table it watches.
    indexes
        Names of the indexes it brings, on either database.
    """

    name: str
    table: str
    indexes: tuple[str, ...] = ()

    @abstractmethod
    def parts(self, dialect: str, columns: Sequence[str]) -> tuple[Part, ...]:
        """What it consists of, on a table with these columns."""


FUNCTIONS = (
    Part(
        REFUSE,
        f"""CREATE FUNCTION {REFUSE}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_RAISE}
END $$""",
        f"DROP FUNCTION {REFUSE}()",
    ),
    Part(
        REQUIRE_PREVIOUS,
        f"""CREATE FUNCTION {REQUIRE_PREVIOUS}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> 1 AND NOT EXISTS (
        SELECT 1 FROM audit_entries
        WHERE chain = NEW.chain AND number = NEW.number - 1
    ) THEN
        {_RAISE}
    END IF;
    RETURN NEW;
END $$""",
        f"DROP FUNCTION {REQUIRE_PREVIOUS}()",
    ),
)
"""What triggers of PostgreSQL call."""
