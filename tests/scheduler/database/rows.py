"""Rows for tests that speak to the database itself."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Enum,
    column,
    func,
    inspect,
    select,
)
from sqlalchemy import table as table_of
from sqlalchemy.types import TypeDecorator

from scheduler.database.engine import engine_of
from scheduler.database.tables import METADATA

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""When the first occupation begins."""

NETWORK = "north"
OTHER_NETWORK = "south"

_PLAIN: dict[type, Any] = {
    str: "X",
    int: 1,
    bool: False,
    bytes: b"X",
    datetime: START,
    date: START.date(),
    dict: {},
    list: [],
}

_GIVEN: dict[str, dict[str, Any]] = {
    "networks": {"id": NETWORK, "zone": "Europe/Oslo"},
    "planned_batches": {"batch_id": "B"},
    "planned_shipments": {"shipment_id": "S"},
    "planned_vials": {"vial_id": "V"},
    "bookings": {"visit_id": "A-1"},
    "occupations": {"resource_id": "PET-1", "ends_at": START + timedelta(hours=1)},
    "plan_versions": {"state": "approved", "revision": 1},
    "weights": {"weight_kg": Decimal("70.5")},
    "balances": {"kind": "vial", "used": 40, "available": 100},
    "outages": {"end_at": START + timedelta(hours=1)},
    "unavailabilities": {"end_at": START + timedelta(hours=1)},
    "claims": {"end_at": START + timedelta(hours=1)},
    "jobs": {"network_id": NETWORK},
    "visit_ends": {"outcome": "no_show"},
    "promises": {"firmness": "confirmed"},
}
"""What a rule of the table asks for."""


def at(minute: int) -> datetime:
    """An instant, by minutes from the first occupation's start."""
    return START + timedelta(minutes=minute)


def a_row(table: str, **given: Any) -> dict[str, Any]:
    """The smallest row of a table; what may be missing is."""
    found = {
        column.name: _value(column)
        for column in METADATA.tables[table].columns
        if not column.nullable
    }
    if "network_id" in found:
        found["network_id"] = NETWORK
    return found | _GIVEN.get(table, {}) | given


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, Enum):
        return kind.enums[0]
    if isinstance(kind, JSON):
        return {}
    return _PLAIN[kind.python_type]


def add(connection: Connection, table: str, **given: Any) -> None:
    """Add the smallest row of a table, in the columns that it has by now."""
    there = {each["name"] for each in inspect(connection).get_columns(table)}
    row = {
        name: value for name, value in a_row(table, **given).items() if name in there
    }
    types = METADATA.tables[table].columns
    plain = table_of(table, *(column(name, types[name].type) for name in row))
    connection.execute(plain.insert(), row)


def seed(connection: Connection) -> list[str]:
    """
    Add one row to every table that is there and empty, and say to which.

    There are two networks, and all rows are of the first.

    They refer to each other by the same id.
    """
    there = set(inspect(connection).get_table_names())
    seeded = []
    for table in METADATA.sorted_tables:
        if table.name in there and not count(connection, table.name):
            add(connection, table.name)
            seeded.append(table.name)
    if "networks" in seeded:
        add(connection, "networks", id=OTHER_NETWORK)
    return seeded


def count(connection: Connection, table: str) -> int:
    """How many rows a table has."""
    counted = select(func.count()).select_from(METADATA.tables[table])
    return connection.execute(counted).scalar_one()


def rows_of(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything there is."""
    engine = engine_of(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(
                (tuple(row) for row in connection.execute(table.select())), key=repr
            )
            for table in METADATA.sorted_tables
        }
    engine.dispose()
    return found
