"""What differs between a database and this program."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect

from scheduler.database import guards
from scheduler.database.engine import READS, engine_of
from scheduler.database.migrations.comparing import OPTIONS
from scheduler.database.revisions import newest, revision_of
from scheduler.database.tables import METADATA


def check(url: str) -> list[str]:
    """What differs between a database and this program, one line each."""
    engine = engine_of(url)
    try:
        with engine.execution_options(**{READS: True}).connect() as connection:
            return differences(connection)
    finally:
        engine.dispose()


def differences(connection: Connection) -> list[str]:
    """What differs between a database and this program, one line each."""
    found = revision_of(connection)
    if found != newest():
        return [f"revision: {found or 'none'} instead of {newest()}"]
    compared = MigrationContext.configure(connection, opts=OPTIONS)
    return [
        *(_line(each) for each in compare_metadata(compared, METADATA)),
        *_checks_missing(connection),
        *guards.missing(connection),
    ]


def _line(difference: Any) -> str:
    """
    What Alembic would do about it, and to what.

    Columns that changed come as a list of operations.
    """
    kind, *about = difference[0] if isinstance(difference, list) else difference
    names = [
        getattr(each, "name", each)
        for each in about
        if each is not None and not isinstance(each, dict)
    ]
    return f"{kind}: {' '.join(map(str, names))}"


def _checks_missing(connection: Connection) -> list[str]:
    """Alembic compares no CHECK constraints."""
    there = inspect(connection)
    return [
        f"constraint {each.name}: missing"
        for table in METADATA.sorted_tables
        for each in table.constraints
        if isinstance(each, CheckConstraint)
        and each.name
        not in {found["name"] for found in there.get_check_constraints(table.name)}
    ]
