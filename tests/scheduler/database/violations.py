"""Changes of seeded rows that a guard has to refuse, whoever asks for them."""

# ruff: noqa: S608 - names of tables come from the models

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Enum
from sqlalchemy.types import TypeDecorator

from scheduler.database.guards import PLAN_ROWS
from scheduler.database.tables import METADATA
from tests.scheduler.database.rows import OTHER_NETWORK, add, at

Change = Callable[[Connection], object]


@dataclass(frozen=True)
class Violation:
    """A change that has to be refused, and by which guard."""

    name: str
    guard: str
    table: str
    change: Change
    only_on: str | None = None


def adds(table: str, **given: Any) -> Change:
    """Add a row."""
    return lambda connection: add(connection, table, **given)


def sets(table: str, **values: Any) -> Change:
    """Change every row of a table."""
    change = METADATA.tables[table].update().values(values)
    return lambda connection: connection.execute(change)


def says(*statements: str) -> Change:
    """Ask in plain words, one statement after the other."""

    def change(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return change


def _overlaps() -> Iterator[Violation]:
    """The seeded row holds PET-1 during minutes 0 to 60."""
    times = {
        "the same hour": (0, 60),
        "its last minute": (59, 120),
        "its first minute": (-60, 1),
        "a minute within": (30, 31),
        "all around": (-60, 120),
    }
    for name, (start, end) in times.items():
        row = {"owner_id": "A-2", "starts_at": at(start), "ends_at": at(end)}
        yield Violation(
            f"scanner held twice: {name}",
            "no_overlap",
            "occupations",
            adds("occupations", **row),
        )


def _once(table: str) -> Violation:
    elsewhere = {"resource_id": "PET-2"} if table == "occupations" else {}
    return Violation(
        f"{table}: twice in force",
        f"{table}_once_in_force",
        table,
        adds(table, first_revision=2, **elsewhere),
    )


def _removals(table: str, guard: str) -> Iterator[Violation]:
    yield Violation(f"{table}: deleted", guard, table, says(f"DELETE FROM {table}"))
    yield Violation(
        f"{table}: truncated", guard, table, says(f"TRUNCATE {table}"), "postgresql"
    )


def _replacement(table: str) -> Violation:
    """SQLite's own way to lose a row."""
    columns = ", ".join(column.name for column in METADATA.tables[table].columns)
    return Violation(
        f"{table}: replaced",
        f"pk_{table}",
        table,
        says(
            f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
        ),
        "sqlite",
    )


def _changes(table: str, guard: str, *columns: str) -> Iterator[Violation]:
    """One change per column."""
    for name in columns:
        values = {name: _another(table, name)}
        yield Violation(f"{table}: {name} changed", guard, table, sets(table, **values))


def _another(table: str, column: str) -> Any:
    """A value that no seeded row has."""
    if column == "network_id":
        return OTHER_NETWORK
    kind = METADATA.tables[table].columns[column].type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, JSON):
        return ["another"]
    if isinstance(kind, Enum):
        return kind.enums[-1]
    if kind.python_type is datetime:
        return at(7)
    return {str: "another", int: 7, bool: True}[kind.python_type]


def _columns(table: str) -> list[str]:
    return [column.name for column in METADATA.tables[table].columns]


def _plan_rows(table: str) -> Iterator[Violation]:
    guard = f"{table}_append_only"
    close = f"UPDATE {table} SET until_revision = 5"
    yield _once(table)
    yield from _removals(table, guard)
    yield _replacement(table)
    others = [name for name in _columns(table) if name != "until_revision"]
    yield from _changes(table, guard, *others)
    reopen = says(close, f"UPDATE {table} SET until_revision = NULL")
    yield Violation(f"{table}: reopened", guard, table, reopen)
    again = says(close, f"UPDATE {table} SET until_revision = 6")
    yield Violation(f"{table}: closed again", guard, table, again)


def _versions() -> Iterator[Violation]:
    table, guard = "plan_versions", "plan_versions_fixed"
    yield from _removals(table, guard)
    yield from _changes(
        table,
        guard,
        *("network_id", "number", "kind", "proposed_at", "proposed_by"),
        *("base_revision", "origin_at", "problem_digest", "digest", "revision"),
        *("decided_at", "decided_by", "reason"),
    )


def _audit() -> Iterator[Violation]:
    table, guard = "audit_entries", "audit_entries_append_only"
    yield from _removals(table, guard)
    yield _replacement(table)
    yield from _changes(table, guard, *_columns(table))
    numbers: dict[str, dict[str, Any]] = {
        "a number left out": {"number": 3},
        "a chain that begins later": {"chain": "other", "number": 2},
        "a number below the first": {"number": 0},
    }
    for name, row in numbers.items():
        yield Violation(name, "audit_entries_continuous", table, adds(table, **row))


def _events() -> Iterator[Violation]:
    yield from _removals("events", "events_append_only")
    yield _replacement("events")
    yield from _changes("events", "events_append_only", *_columns("events"))


def _balances() -> Iterator[Violation]:
    """The seeded balance has 40 of 100."""
    for name, statement in {
        "one more than there is": "UPDATE balances SET used = used + 61",
        "less than nothing": "UPDATE balances SET used = used - 41",
        "less there than is used": "UPDATE balances SET available = 39",
    }.items():
        yield Violation(
            f"balance: {name}", "not_overdrawn", "balances", says(statement)
        )


VIOLATIONS = (
    *_overlaps(),
    *(each for table in PLAN_ROWS for each in _plan_rows(table)),
    *_versions(),
    *_audit(),
    *_events(),
    *_balances(),
)
