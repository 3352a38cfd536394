"""
What a database refuses by itself, whatever the program has computed.

Alembic knows nothing of these: migrations create them by name, and
``upgrading.check`` compares them with what a database has.  A refusal carries the
name of its guard, see ``conflicts.guard_of``.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, inspect

from scheduler.database.guard_parts import FUNCTIONS, Guard, Part
from scheduler.database.guards_in_force import NoOverlap, OneInForce
from scheduler.database.guards_of_history import AppendOnly, Continuous, Fixed
from scheduler.database.guards_there import parts_there

PLAN_ROWS = {
    "planned_batches": ("batch_id",),
    "planned_shipments": ("shipment_id",),
    "planned_vials": ("vial_id",),
    "bookings": ("visit_id",),
    "occupations": ("owner_id", "part", "position"),
}
"""Tables of what plans consist of, and what is in force once at most."""

GUARDS: tuple[Guard, ...] = (
    AppendOnly("audit_entries", key=("chain", "number")),
    Continuous("audit_entries", chain="chain", number="number"),
    NoOverlap("occupations"),
    *(OneInForce(table, key) for table, key in PLAN_ROWS.items()),
    *(
        AppendOnly(
            table,
            key=("network_id", "first_revision", *key),
            ends_with="until_revision",
        )
        for table, key in PLAN_ROWS.items()
    ),
    Fixed(
        "plan_versions",
        columns=("network_id", "number", "kind", "proposed_at", "proposed_by"),
        settled=(
            *("base_revision", "origin_at", "problem_digest", "digest"),
            *("decided_at", "decided_by", "reason", "revision"),
        ),
    ),
    AppendOnly("events", key=("network_id", "number")),
)
"""All of them, as they are now."""

INDEXES = frozenset(name for guard in GUARDS for name in guard.indexes)
"""Indexes that belong to guards, and not to a model."""


def of(tables: Iterable[str]) -> list[Guard]:
    """The guards of some tables."""
    watched = set(tables)
    return [guard for guard in GUARDS if guard.table in watched]


def create(connection: Connection, guards: Iterable[Guard]) -> None:
    """Add guards to tables that have none of them yet."""
    for part in parts(connection, guards):
        connection.exec_driver_sql(part.create)


def drop(connection: Connection, guards: Iterable[Guard]) -> None:
    """Take guards away again."""
    for part in parts(connection, guards):
        connection.exec_driver_sql(part.drop)


def create_functions(connection: Connection) -> None:
    """Add what the guards of PostgreSQL call; SQLite needs nothing of the kind."""
    if connection.dialect.name == "postgresql":
        for part in FUNCTIONS:
            connection.exec_driver_sql(part.create)


def drop_functions(connection: Connection) -> None:
    """Take away what the guards of PostgreSQL call."""
    if connection.dialect.name == "postgresql":
        for part in FUNCTIONS:
            connection.exec_driver_sql(part.drop)


def create_extension(connection: Connection) -> None:
    """Let PostgreSQL compare texts and times in one exclusion constraint."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS btree_gist")


def parts(connection: Connection, guards: Iterable[Guard]) -> Iterator[Part]:
    """What guards consist of on this database, for the columns it has."""
    there = inspect(connection)
    for guard in guards:
        columns = [each["name"] for each in there.get_columns(guard.table)]
        yield from guard.parts(connection.dialect.name, columns)


def missing(connection: Connection) -> Sequence[str]:
    """Guards that a database lacks, or has in another wording, one line each."""
    there = parts_there(connection)
    wanted = [(guard, part) for guard in GUARDS for part in parts(connection, [guard])]
    return [
        f"guard {guard.name}: {part.name} is "
        + ("missing" if part.name not in there else "not as it should be")
        for guard, part in wanted
        if there.get(part.name) not in {part.create, ""}
    ]
