"""What an entry tells of the rows that a transaction changed."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from scheduler.audit.context import audited
from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.jobs.models import Event
from scheduler.networks.models import Network
from scheduler.planning.promises import Promise
from solver.problem.commitments import Firmness
from tests.scheduler.audit.trails import (
    NOW,
    PLANNER,
    a_network,
    a_promise,
    add_network,
    network_of,
    told,
)


def test_an_entry_says_who_when_and_why(database: Database) -> None:
    """Actor, instant in UTC, action, reason and request are in the entry."""
    in_oslo = NOW.astimezone(timezone(timedelta(hours=1)))
    with database.writing() as session:
        audited(session, in_oslo, PLANNER, "import", chain="norway", reason="new")
        session.add(a_network())

    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()

    assert (entry.chain, entry.number) == ("norway", 1)
    assert entry.at == "2026-11-23T09:30:00.000000Z"
    assert (entry.actor, entry.action) == ("key:4711", "import")
    assert (entry.reason, entry.request_id) == ("new", "r-1")


def test_a_new_row_is_told_whole(database: Database) -> None:
    """Of a new row every column that holds something is told, defaults too."""
    add_network(database, treatments=["Ra-223"])

    assert told(database) == [
        [
            {
                "row": "networks",
                "key": {"id": "norway"},
                "new": {
                    "name": "Norway",
                    "as_of": "2026-11-23T09:30:00.000000Z",
                    "first_date": "2026-11-23",
                    "days": 7,
                    "zone": "Europe/Oslo",
                    "treatments": ["Ra-223"],
                    "data_revision": 0,
                    "plan_revision": 0,
                    "hold_minutes": 30,
                    "frozen_hours": 24,
                    "needs_second_person": False,
                    "replans_on_events": True,
                    "publishes_by_itself": True,
                    "proposals_last_hours": 24,
                    "created_at": "2026-11-23T09:30:00.000000Z",
                },
            }
        ]
    ]


def test_of_a_changed_row_what_differs_is_told(database: Database) -> None:
    """Old and new value of the columns that differ, and of no other."""
    add_network(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "extend", chain="norway")
        network = network_of(session)
        network.days = 14
        network.treatments = ["Lu-177"]
        network.zone = "Europe/Oslo"

    assert told(database)[1] == [
        {
            "row": "networks",
            "key": {"id": "norway"},
            "old": {"days": 7, "treatments": []},
            "new": {"days": 14, "treatments": ["Lu-177"]},
        }
    ]


def test_a_removed_row_is_told_whole(database: Database) -> None:
    """Of a row that goes every column that held something is told."""
    add_network(database)
    _promise(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "forget", chain="norway")
        session.delete(session.scalars(select(Promise)).one())

    added, removed = (changes[0] for changes in told(database)[1:])
    assert added["key"] == {"network_id": "norway", "visit_id": "V1"}
    assert added["new"]["firmness"] == "held"
    assert added["new"]["lapses_at"] == "2026-11-23T10:30:00.000000Z"
    assert "broken_at" not in added["new"]
    assert removed == {
        "row": "promises",
        "key": added["key"],
        "old": added["new"],
    }


def test_several_flushes_are_one_change(database: Database) -> None:
    """A row that is changed twice is told from its first value to its last."""
    add_network(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "extend", chain="norway")
        network = network_of(session)
        for days in (8, 9, 10):
            network.days = days
            session.flush()
        network.name = "Away"
        session.flush()
        network.name = "Norway"

    assert [(each["old"], each["new"]) for each in told(database)[1]] == [
        ({"days": 7}, {"days": 10})
    ]


def test_a_row_that_came_and_went_is_not_told(database: Database) -> None:
    """What is as it was has not changed, and makes no entry."""
    add_network(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "try", chain="norway")
        promise = a_promise()
        session.add(promise)
        session.flush()
        session.delete(promise)

    assert len(told(database)) == 1


@pytest.mark.parametrize("is_flushed", [False, True])
def test_a_row_that_replaces_another_is_told_as_changed(
    database: Database, is_flushed: bool
) -> None:
    """Removed and added under the same key: what differs is told."""
    add_network(database)
    _promise(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "promise again", chain="norway")
        session.delete(session.scalars(select(Promise)).one())
        if is_flushed:
            session.flush()
        session.add(a_promise(firmness=Firmness.CONFIRMED, lapses_at=None))

    assert [(each["old"], each["new"]) for each in told(database)[2]] == [
        (
            {"firmness": "held", "lapses_at": "2026-11-23T10:30:00.000000Z"},
            {"firmness": "confirmed", "lapses_at": None},
        )
    ]


def test_what_the_database_computes_is_told(database: Database) -> None:
    """A value that is an expression is told as what came of it."""
    add_network(database, plan_revision=4)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "approve", chain="norway")
        session.execute(select(Network.id))
        network_of(session).plan_revision = Network.plan_revision + 1

    assert [(each["old"], each["new"]) for each in told(database)[1]] == [
        ({"plan_revision": 4}, {"plan_revision": 5})
    ]


def test_a_value_changed_in_place_is_told(database: Database) -> None:
    """A list that an object changed and marked: the old one is in the database."""
    add_network(database, treatments=["Ra-223"])

    with database.writing() as session:
        audited(session, NOW, PLANNER, "add", chain="norway")
        network = network_of(session)
        network.treatments.append("Lu-177")
        flag_modified(network, "treatments")

    assert [(each["old"], each["new"]) for each in told(database)[1]] == [
        ({"treatments": ["Ra-223"]}, {"treatments": ["Ra-223", "Lu-177"]})
    ]


def test_a_key_that_changes_is_told(database: Database) -> None:
    """A row goes by the key it had, and its new key is a value that differs."""
    add_network(database)
    _promise(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "renumber", chain="norway")
        session.scalars(select(Promise)).one().visit_id = "V2"

    assert told(database)[2] == [
        {
            "row": "promises",
            "key": {"network_id": "norway", "visit_id": "V1"},
            "old": {"visit_id": "V1"},
            "new": {"visit_id": "V2"},
        }
    ]


def test_rows_are_told_in_order(database: Database) -> None:
    """Many changes of one transaction are one entry, by table and key."""
    add_network(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "promise", chain="norway")
        session.add_all(a_promise(f"V{number}") for number in (3, 1, 2))
        network_of(session).days = 9

    (changes,) = told(database)[1:]
    assert [(each["row"], each["key"].get("visit_id")) for each in changes] == [
        ("networks", None),
        ("promises", "V1"),
        ("promises", "V2"),
        ("promises", "V3"),
    ]


def test_rows_that_are_their_own_history_are_not_told(database: Database) -> None:
    """What is not audited needs no entry, and makes none."""
    add_network(database)

    with database.writing() as session:
        session.add(
            Event(
                network_id="norway",
                number=1,
                at=NOW,
                kind="imported",
                subject="norway",
                actor=PLANNER.id,
                details={},
            )
        )

    assert len(told(database)) == 1


def _promise(database: Database) -> None:
    with database.writing() as session:
        audited(session, NOW, PLANNER, "promise", chain="norway")
        session.add(a_promise())
