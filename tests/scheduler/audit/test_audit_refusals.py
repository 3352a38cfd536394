"""Nothing is committed that nobody accounts for."""

from collections.abc import Callable

import pytest
from sqlalchemy import Delete, Insert, Update, delete, event, insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scheduler.audit.context import LONGEST_REASON, audited, execute_noted, note
from scheduler.audit.heads import heads
from scheduler.audit.models import SYSTEM
from scheduler.audit.trail import AuditMissing
from scheduler.database.database import Database
from scheduler.database.tables import METADATA
from scheduler.errors import Invalid
from scheduler.networks.models import Network
from tests.scheduler.audit.trails import (
    NOW,
    PLANNER,
    a_network,
    add_network,
    network_of,
    rename,
    told,
)


def test_a_commit_that_leaves_a_savepoint_open_is_refused(database: Database) -> None:
    """It would pass by the place where entries are written."""
    add_network(database)

    def left_open() -> None:
        with database.writing() as session:
            audited(session, NOW, PLANNER, "extend", chain="norway")
            session.begin_nested()
            network_of(session).days = 8

    with pytest.raises(AuditMissing, match="savepoint"):
        left_open()

    with database.reading() as session:
        assert network_of(session).days == 7


def _add(session: Session) -> None:
    session.add(a_network("sweden"))


def _change(session: Session) -> None:
    network_of(session).days = 8


def _remove(session: Session) -> None:
    session.delete(network_of(session))


@pytest.mark.parametrize("change", [_add, _change, _remove])
@pytest.mark.parametrize("chain", [None, SYSTEM, "denmark"])
def test_what_nobody_accounts_for_is_refused(
    database: Database, change: Callable[[Session], None], chain: str | None
) -> None:
    """Nobody said who, or it was said of another chain: nothing is written."""
    add_network(database)

    def unaccounted() -> None:
        with database.writing() as session:
            if chain is not None:
                audited(session, NOW, PLANNER, "change", chain=chain)
            change(session)

    with pytest.raises(AuditMissing):
        unaccounted()

    with database.reading() as session:
        assert [head.number for head in heads(session)] == [1]
        assert network_of(session).days == 7


def test_a_note_that_nobody_accounts_for_is_refused(database: Database) -> None:
    """A note says what, not who."""
    with database.writing() as session, pytest.raises(AuditMissing):
        note(session, "backup")


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(update(Network).values(days=8), id="update"),
        pytest.param(delete(Network), id="delete"),
        pytest.param(insert(Network).values(id="sweden"), id="insert"),
        pytest.param(
            update(METADATA.tables["networks"]).values(days=8), id="update of a table"
        ),
        pytest.param(text("UPDATE networks SET days = 8"), id="update in text"),
        pytest.param(text(" delete FROM networks"), id="delete in text"),
    ],
)
def test_statements_that_pass_by_the_objects_are_refused(
    database: Database, statement: Insert | Update | Delete
) -> None:
    """A statement changes rows of which no object tells, even if somebody accounts."""
    add_network(database)

    with database.writing() as session:
        audited(session, NOW, PLANNER, "change", chain="norway")
        with pytest.raises(AuditMissing):
            session.execute(statement)

    assert len(told(database)) == 1


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(
            lambda session: session.bulk_save_objects([a_network("sweden")]),
            id="objects",
        ),
        pytest.param(
            lambda session: session.bulk_insert_mappings(Network, [{"id": "sweden"}]),
            id="new rows",
        ),
        pytest.param(
            lambda session: session.bulk_update_mappings(Network, [{"id": "norway"}]),
            id="changed rows",
        ),
    ],
)
def test_bulk_methods_are_refused(
    database: Database, write: Callable[[Session], None]
) -> None:
    """They write rows without a flush."""
    with database.writing() as session:
        audited(session, NOW, PLANNER, "change", chain="norway")
        with pytest.raises(AuditMissing):
            write(session)

    assert told(database) == []


def test_a_statement_may_be_told_by_a_note(database: Database) -> None:
    """A compare-and-set is told where it changed something, and nowhere else."""
    add_network(database)

    def raised(base: int) -> int:
        with database.writing() as session:
            audited(session, NOW, PLANNER, "approve", chain="norway")
            return execute_noted(
                session,
                update(Network)
                .where(Network.id == "norway", Network.plan_revision == base)
                .values(plan_revision=base + 1),
                "plan revision",
                old=base,
                new=base + 1,
            )

    assert [raised(0), raised(0), raised(1)] == [1, 0, 1]
    assert told(database)[1:] == [
        [{"note": "plan revision", "facts": {"old": 0, "new": 1}}],
        [{"note": "plan revision", "facts": {"old": 1, "new": 2}}],
    ]


def test_a_statement_told_by_a_note_needs_somebody(database: Database) -> None:
    """If nobody accounts, the statement is taken back with the transaction."""
    add_network(database)

    def unaccounted() -> None:
        with database.writing() as session:
            execute_noted(session, update(Network).values(days=8), "days")

    with pytest.raises(AuditMissing):
        unaccounted()

    with database.reading() as session:
        assert network_of(session).days == 7


def test_without_its_entry_a_change_fails(database: Database) -> None:
    """If the entry cannot be written, what it is about is not written either."""
    add_network(database)
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_heads RENAME TO no_heads"))

    with pytest.raises(DBAPIError):
        rename(database, "Nowhere")

    with database.reading() as session:
        assert network_of(session).name == "Norway"


def test_changes_after_the_entry_are_refused(database: Database) -> None:
    """The entry is the last thing a transaction writes."""
    add_network(database)

    def change_again(session: Session) -> None:
        network_of(session).days = 9

    def changed_late() -> None:
        with database.writing() as session:
            event.listen(session, "before_commit", change_again)
            audited(session, NOW, PLANNER, "extend", chain="norway")
            network_of(session).days = 8

    with pytest.raises(AuditMissing, match="after the audit entry"):
        changed_late()


def test_a_reason_too_long_to_keep_is_refused(database: Database) -> None:
    """A reason is kept whole or not at all."""
    with database.writing() as session:
        audited(session, NOW, PLANNER, "fits", reason="x" * LONGEST_REASON)
        with pytest.raises(Invalid, match="reason: longer than 2000"):
            audited(session, NOW, PLANNER, "does not", reason="x" * 2001)
