from collections.abc import Callable

import pytest
from sqlalchemy import Connection, inspect

from scheduler.database import guards
from scheduler.database.database import Database
from scheduler.database.differences import check, differences
from scheduler.database.engine import engine_of
from scheduler.database.tables import METADATA

DIFFERENCES: dict[str, tuple[str, str]] = {
    "a table too many": ("CREATE TABLE other (id INTEGER)", "remove_table: other"),
    "a column too many": (
        "ALTER TABLE networks ADD COLUMN other INTEGER",
        "remove_column: networks other",
    ),
    "a column that is gone": (
        "ALTER TABLE networks DROP COLUMN name",
        "add_column: networks name",
    ),
    "an index too many": (
        "CREATE INDEX ix_other ON networks (name)",
        "remove_index: ix_other",
    ),
    "an index that is gone": ("DROP INDEX ix_jobs_open", "add_index: ix_jobs_open"),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_difference_is_told(database: Database, name: str) -> None:
    """
    What is not as the models say it is told with its place.
    """
    statement, expected = DIFFERENCES[name]
    with database.engine.connect() as connection:
        assert differences(connection) == []
        connection.exec_driver_sql(statement)

        assert any(line.startswith(expected) for line in differences(connection))


def test_missing_check_is_told(postgresql_database: Database) -> None:
    """
    Alembic does not look at CHECK constraints; this does.
    """
    with postgresql_database.engine.connect() as connection:
        connection.exec_driver_sql(
            "ALTER TABLE balances DROP CONSTRAINT ck_balances_not_overdrawn"
        )

        assert differences(connection) == [
            "constraint ck_balances_not_overdrawn: missing"
        ]


def test_every_missing_guard_is_told(database: Database) -> None:
    """
    A guard that somebody took away is missed, each by its name.
    """
    with database.engine.connect() as connection:
        for guard in guards.GUARDS:
            guards.drop(connection, [guard])
            found = differences(connection)
            guards.create(connection, [guard])

            assert found != []
            assert all(line.startswith(f"guard {guard.name}: ") for line in found)


def test_disabled_trigger_is_told(postgresql_database: Database) -> None:
    """
    A trigger that is there but does nothing is no guard.
    """
    with postgresql_database.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER ALL")

        assert "guard audit_entries_append_only: " in "\n".join(differences(connection))


def test_other_wording_is_told(sqlite_database: Database) -> None:
    """
    A trigger under the right name that does something else is no guard.
    """
    name = "audit_entries_append_only_delete"
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE DELETE ON audit_entries BEGIN SELECT 1; END"
        )

        assert differences(connection) == [
            f"guard audit_entries_append_only: {name} is not as it should be"
        ]


def test_steps_make_what_the_models_say(
    database: Database, spare_url: str, wording: Callable[[Connection], object]
) -> None:
    """
    Steps and models agree in every constraint, down to its wording.
    """
    engine = engine_of(spare_url)
    METADATA.create_all(engine)
    with engine.connect() as modeled, database.engine.connect() as migrated:
        assert wording(migrated) == wording(modeled)
    engine.dispose()


@pytest.fixture
def wording() -> Callable[[Connection], object]:
    """What a database knows of its columns and constraints, by table."""

    def read(connection: Connection) -> object:
        there = inspect(connection)
        return {
            table: (
                {
                    each["name"]: (str(each["type"]), each["nullable"])
                    for each in there.get_columns(table)
                },
                there.get_pk_constraint(table),
                sorted(map(repr, there.get_foreign_keys(table))),
                sorted(map(repr, there.get_check_constraints(table))),
                sorted(map(repr, there.get_unique_constraints(table))),
            )
            for table in METADATA.tables
        }

    return read


def test_database_that_is_behind_is_told_as_such(empty_url: str) -> None:
    """
    One line says what to do, instead of every table that is missing.
    """
    (line,) = check(empty_url)

    assert line.startswith("revision: none instead of ")
