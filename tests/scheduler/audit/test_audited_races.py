"""What several change at once is told in the order in which it happened."""

from concurrent.futures import Future, ThreadPoolExecutor, wait

from sqlalchemy import event

from scheduler.audit.context import audited
from scheduler.audit.reading import verdict_on
from scheduler.database.database import Database
from tests.scheduler.audit.trails import (
    NOW,
    PLANNER,
    add_network,
    network_of,
    rename,
    told,
)


def test_the_old_value_is_the_one_that_was_replaced(
    postgresql_database: Database,
) -> None:
    """What an object remembers may be old: the value in the database is told."""
    database = postgresql_database
    add_network(database)

    with database.writing() as late:
        network = network_of(late)
        rename(database, "Early")
        audited(late, NOW, PLANNER, "late", chain="norway")
        network.name = "Late"

    assert [(each["old"], each["new"]) for (each,) in told(database)[1:]] == [
        ({"name": "Norway"}, {"name": "Early"}),
        ({"name": "Early"}, {"name": "Late"}),
    ]


def test_nobody_comes_between_the_old_value_and_the_new(
    postgresql_database: Database,
) -> None:
    """A row is locked as its old value is read: who wants it as well has to wait."""
    database = postgresql_database
    add_network(database)
    others: list[Future[None]] = []

    with ThreadPoolExecutor(1) as threads:

        def intrude(*details: object) -> None:
            if str(details[2]).startswith("UPDATE networks") and not others:
                others.append(threads.submit(rename, database, "Second"))
                wait(others, timeout=0.5)

        event.listen(database.engine, "before_cursor_execute", intrude)
        rename(database, "First")
        others[0].result()

    assert [(each["old"], each["new"]) for (each,) in told(database)[1:]] == [
        ({"name": "Norway"}, {"name": "First"}),
        ({"name": "First"}, {"name": "Second"}),
    ]


def test_an_entry_added_between_two_statements_is_no_fault(
    postgresql_database: Database,
) -> None:
    """Each statement sees its own state: a chain is judged by the head of its own."""
    database = postgresql_database
    add_network(database)
    added: list[str] = []

    def add(*details: object) -> None:
        if "FROM audit_entries" in str(details[2]) and not added:
            added.append("Second")
            rename(database, "Second")

    with database.writing() as session:
        event.listen(database.engine, "before_cursor_execute", add)
        verdict = verdict_on(session, "norway")

    assert added == ["Second"]
    assert verdict.issues == ()
    assert verdict.head.number == 2
