"""What belongs to one entry, and to which chain."""

from datetime import timedelta

import pytest

from scheduler.actors import Actor
from scheduler.audit.context import audited, note
from scheduler.audit.heads import heads
from scheduler.audit.models import SYSTEM
from scheduler.audit.reading import verify
from scheduler.audit.session import AuditedSession
from scheduler.audit.trail import AuditMissing
from scheduler.database.database import Database
from tests.scheduler.audit.trails import (
    NOW,
    PLANNER,
    a_network,
    a_promise,
    add_network,
    network_of,
    rename,
    told,
)


class OnPurposeError(Exception):
    """What a test raises itself."""


def test_a_use_case_inside_another_is_a_step_of_it(database: Database) -> None:
    """One transaction is one entry; steps tell what differs from the whole."""
    other = Actor("job:replan", request_id="r-2")
    with database.writing() as session:
        audited(session, NOW, PLANNER, "import", chain="norway", reason="new")
        session.add(a_network())
        audited(session, NOW, PLANNER, "promise", chain="norway", reason="new")
        session.add(a_promise())
        later = NOW + timedelta(minutes=1)
        audited(session, later, other, "record", chain="norway", reason="a plan")

    steps = [each for each in told(database)[0] if "step" in each]
    assert steps == [
        {"step": "promise"},
        {
            "step": "record",
            "reason": "a plan",
            "actor": "job:replan",
            "at": "2026-11-23T09:31:00.000000Z",
        },
    ]
    assert len(told(database)) == 1


def test_notes_tell_what_is_no_row(database: Database) -> None:
    """A note alone makes an entry, in plain words."""
    with database.writing() as session:
        audited(session, NOW, PLANNER, "backup")
        note(session, "backup", at=NOW, bytes=17)

    assert told(database, SYSTEM) == [
        [
            {
                "note": "backup",
                "facts": {"at": "2026-11-23T09:30:00.000000Z", "bytes": 17},
            }
        ]
    ]


def test_a_use_case_that_changes_nothing_leaves_no_entry(database: Database) -> None:
    """Looking is not changing."""
    add_network(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "look", chain="norway")
        network_of(session).days = 7

    assert len(told(database)) == 1


def test_rows_go_to_the_chains_they_belong_to(database: Database) -> None:
    """One transaction may change two networks, and leaves an entry in each chain."""
    with database.writing() as session:
        audited(session, NOW, PLANNER, "import", chain="norway")
        audited(session, NOW, PLANNER, "import", chain="sweden")
        session.add_all([a_network("sweden"), a_network("norway")])
        note(session, "figures", chain="sweden", rows=1)

    with database.reading() as session:
        found = [(head.chain, head.number) for head in heads(session)]
        issues = [issue for verdict in verify(session) for issue in verdict.issues]
    assert found == [("norway", 1), ("sweden", 1)]
    assert issues == []
    assert [each["key"] for each in told(database)[0]] == [{"id": "norway"}]
    assert told(database, "sweden")[0][0] == {"note": "figures", "facts": {"rows": 1}}


def test_a_transaction_that_fails_leaves_no_entry(database: Database) -> None:
    """What is rolled back has not happened, and its number is given again."""
    add_network(database)

    def fail() -> None:
        with database.writing() as session:
            audited(session, NOW, PLANNER, "rename", chain="norway")
            network_of(session).name = "Nowhere"
            session.flush()
            raise OnPurposeError

    with pytest.raises(OnPurposeError):
        fail()
    rename(database, "Away")

    assert [each["new"] for (each,) in told(database)[1:]] == [{"name": "Away"}]


def test_a_savepoint_takes_back_what_it_had(database: Database) -> None:
    """Changes, steps and notes since the savepoint are gone with it."""
    add_network(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "import", chain="norway")
        network_of(session).days = 8
        savepoint = session.begin_nested()
        audited(session, NOW, PLANNER, "rehearse", chain="norway")
        network_of(session).name = "Nowhere"
        note(session, "rehearsal")
        session.flush()
        savepoint.rollback()
        with session.begin_nested():
            network_of(session).hold_minutes = 45

    (changes,) = told(database)[1:]
    assert [each["new"] for each in changes] == [{"days": 8, "hold_minutes": 45}]


def test_a_session_is_asked_anew_in_each_transaction(database: Database) -> None:
    """Who accounted for one transaction does not account for the next."""
    add_network(database)

    with AuditedSession(database.engine) as session:
        audited(session, NOW, PLANNER, "extend", chain="norway")
        network_of(session).days = 8
        session.commit()
        network_of(session).days = 9
        with pytest.raises(AuditMissing):
            session.commit()
        session.rollback()
        audited(session, NOW, PLANNER, "gives up", chain="norway")
        session.rollback()
        network_of(session).days = 10
        with pytest.raises(AuditMissing):
            session.commit()
        session.rollback()
        audited(session, NOW, PLANNER, "shorten", chain="norway")
        network_of(session).days = 5
        session.commit()

    assert [changes[0]["new"]["days"] for changes in told(database)] == [7, 8, 5]
