"""The database alone keeps two from having the same slot, and nothing else would."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler.database import guards
from scheduler.database.database import Database
from scheduler.database.guards_in_force import NoOverlap
from scheduler.planning.items import OccupationRow
from tests.properties.counts import share
from tests.races.racing import NUM_PROCESSES, Attempt, race_with, set_up
from tests.races.ward import NOW, Ward

NUM_SLOTS = 100


@pytest.mark.slow
@pytest.mark.parametrize(
    "database_url",
    ["postgresql", pytest.param("sqlite", marks=pytest.mark.verify)],
    indirect=True,
)
def test_exactly_one_has_each_slot(database: Database) -> None:
    """
    Of many who look and then write, one has each slot.
    """
    assert _won_and_overlapping(database, 1_000) == (NUM_SLOTS, 0)


@pytest.mark.verify
def test_exactly_one_of_many_has_each_slot(database: Database) -> None:
    """
    The same with 10,000 attempts on 100 slots.
    """
    assert _won_and_overlapping(database, share(10_000)) == (NUM_SLOTS, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.verify)],
    indirect=True,
)
def test_without_the_constraint_slots_are_booked_twice(database: Database) -> None:
    """
    A database without the constraint lets two have the same.
    """
    with database.engine.begin() as connection:
        guards.drop(connection, [NoOverlap("occupations")])

    won, overlapping = _won_and_overlapping(database, 1_000)

    assert won > NUM_SLOTS
    assert overlapping > 0


def _won_and_overlapping(database: Database, count: int) -> tuple[int, int]:
    """How many attempts won, and how many pairs of rows overlap."""
    set_up(database, Ward(1, 1).data())
    ended = race_with("tests.races.intruder", database.url, {}, _attempts(count))
    table = OccupationRow.__table__
    with database.reading() as session:
        rows = session.execute(
            select(table.c.resource_id, table.c.starts_at, table.c.ends_at).order_by(
                table.c.resource_id, table.c.starts_at
            )
        ).all()
    overlapping = sum(
        one.resource_id == other.resource_id and other.starts_at < one.ends_at
        for position, one in enumerate(rows)
        for other in rows[position + 1 :]
    )
    return sum(each["won"] for each in ended), overlapping


def _attempts(count: int) -> list[list[Attempt]]:
    """Everybody goes through the slots in the same order, each with minutes of its own.

    Slots of a room are 40 minutes apart, and an attempt is up to 5 minutes late: those
    on one slot overlap, and those on two slots do not.
    """
    chance = random.Random(count)
    own: list[list[Attempt]] = [[] for _ in range(NUM_PROCESSES)]
    for number in range(count):
        slot = number * NUM_SLOTS // count
        starts_at = NOW + timedelta(minutes=40 * (slot // 10) + chance.randrange(5))
        attempt = {
            "owner": f"V{number}",
            "resource": f"ROOM{slot % 10}",
            "starts_at": starts_at.isoformat(),
        }
        own[number % NUM_PROCESSES].append(attempt)
    return own
