from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from scheduler.database import guards
from scheduler.database.database import Database
from tests.scheduler.database.refusals import refusal, there
from tests.scheduler.database.rows import add, at, count, seed
from tests.scheduler.database.violations import VIOLATIONS


@pytest.fixture
def seeded(database: Database) -> Iterator[Connection]:
    """One row per table, in a transaction that is taken back."""
    with database.engine.connect() as connection:
        seed(connection)
        yield connection


def disarm(connection: Connection) -> None:
    """Take away all guards, and the CHECK on balances."""
    guards.drop(connection, guards.GUARDS)
    connection.exec_driver_sql(
        "PRAGMA ignore_check_constraints = ON"
        if connection.dialect.name == "sqlite"
        else "ALTER TABLE balances DROP CONSTRAINT ck_balances_not_overdrawn"
    )


def test_every_guard_refuses_what_it_is_for(seeded: Connection) -> None:
    """
    Whatever the program has computed, the database refuses it, and says which guard.
    """
    found = {each.name: refusal(seeded, each) for each in there(seeded)}

    assert found == {each.name: each.guard for each in there(seeded)}


def test_without_its_guard_every_violation_is_accepted(seeded: Connection) -> None:
    """
    It is the guard that refuses, and nothing else that would do so anyway.
    """
    disarm(seeded)

    found = {each.name: refusal(seeded, each) for each in there(seeded)}
    assert found == dict.fromkeys(found)


def test_every_guard_is_violated() -> None:
    """
    A guard that no test provokes could be missing for years.
    """
    assert {guard.name for guard in guards.GUARDS} <= {
        each.guard for each in VIOLATIONS
    }


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"starts_at": at(60), "ends_at": at(90)}, id="right after"),
        pytest.param({"starts_at": at(-30), "ends_at": at(0)}, id="right before"),
        pytest.param({"resource_id": "PET-2"}, id="another scanner"),
        pytest.param({"until_revision": 2}, id="not in force any more"),
        pytest.param({"is_fact": True}, id="has happened"),
    ],
)
def test_what_is_in_nobodys_way_is_accepted(
    seeded: Connection, row: dict[str, object]
) -> None:
    """
    Occupations may touch, and only the plan in force counts.
    """
    add(seeded, "occupations", owner_id="A-2", **row)

    assert count(seeded, "occupations") == 2


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE bookings SET until_revision = 2", id="a row ends"),
        pytest.param("UPDATE balances SET used = available", id="all is used"),
        pytest.param("UPDATE plan_versions SET state = 'superseded'", id="superseded"),
    ],
)
def test_what_revisions_do_is_accepted(seeded: Connection, statement: str) -> None:
    """
    Guards are in nobody's way who keeps to the rules.
    """
    done = seeded.exec_driver_sql(statement)

    assert done.rowcount == 1


def test_audit_trail_goes_on(seeded: Connection) -> None:
    """
    The next number is accepted, and so is the first of another chain.
    """
    add(seeded, "audit_entries", number=2)
    add(seeded, "audit_entries", chain="other", number=1)

    assert count(seeded, "audit_entries") == 3
