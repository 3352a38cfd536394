from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.audit.models import AuditEntry
from scheduler.database.database import Database
from scheduler.imports import service
from scheduler.imports.standing import Standing
from scheduler.jobs.models import Event
from tests.scheduler.imports.planning_files import (
    NOW,
    content,
    imported,
    num_rows,
    refused,
)
from tests.scheduler.imports.small_file import a_file

STORY = "late-flight-trondheim-after"
MORNING = datetime(2026, 9, 15, 5, 45, tzinfo=UTC)
"""When the story is told, two hours before its first visits."""


# --- What is wrong is told at once, and nothing is written. ---


def test_every_issue_of_a_file_is_told(sqlite_database: Database) -> None:
    """
    Three names that nothing goes by are three issues, each with its place.
    """
    file = a_file(commitments=None)
    file["claims"][0]["site"] = "OSLO"
    file["participants"][0]["arm"] = "Z"
    file["trials"][0]["arms"][1]["visits"] = ["nothing"]
    before = num_rows(sqlite_database)

    issues = refused(sqlite_database, file)

    assert sorted(issues) == [
        "claims[C1].site: unknown site 'OSLO'",
        "participants[X7Q2].arm: trial 'T1' has no arm 'Z'",
        "trials[T1].arms[B].visits: trial 'T1' has no 'nothing'",
    ]
    assert num_rows(sqlite_database) == before


def test_what_is_no_planning_file_is_refused(sqlite_database: Database) -> None:
    """
    Reading comes first: a field that is unknown, a number that is text.
    """
    file = a_file(colour="blue")
    file["participants"][0]["weight_kg"] = "80"

    assert sorted(refused(sqlite_database, file)) == [
        "colour: unknown field",
        "participants[X7Q2].weight_kg: write a number",
    ]


def test_characters_that_no_database_keeps_are_refused(database: Database) -> None:
    """
    U+0000 has its place told, on every database alike.
    """
    file = a_file(commitments=None)
    file["sites"][0]["name"] = "Ber\0gen"

    issues = refused(database, file)

    assert issues == ["sites[BERGEN].name: has the character U+0000 in it"]


@pytest.mark.parametrize(
    ("name", "network_id", "place"),
    [("n" * 121, None, "name"), ("n", "n" * 121, "network"), ("n", "", "network")],
)
def test_networks_need_an_id_that_fits(
    sqlite_database: Database, name: str, network_id: str | None, place: str
) -> None:
    """
    A file's name may be longer than an id: then the network is given one.
    """
    file = a_file(commitments=None, name=name)

    issues = refused(sqlite_database, file, network_id=network_id)

    assert issues == [f"{place}: a network's id has 1 to 120 letters"]
    assert imported(sqlite_database, file, network_id="n").network_id == "n"


def test_no_network_has_the_name_of_the_audit_chain(sqlite_database: Database) -> None:
    """
    What belongs to no network is audited under a name that no network may have.
    """
    issues = refused(sqlite_database, a_file(commitments=None, name="system"))

    assert issues == ["name: 'system' is taken: what belongs to no network goes by it"]


# --- A dry run tells the same, and keeps nothing. ---


def test_a_dry_run_keeps_nothing(database: Database) -> None:
    """
    Rows, plan, audit trail and events are as they were, also if it is committed.
    """
    before = num_rows(database)

    tried = imported(database, content(STORY), now=MORNING, dry_run=True)
    after = num_rows(database)
    done = imported(database, content(STORY), now=MORNING)

    assert after == before
    assert tried.is_dry_run
    assert (tried.added, tried.version) == (done.added, done.version)
    assert num_rows(database) > before


# --- What an import leaves behind. ---


def test_an_import_is_one_audit_entry_and_one_event(database: Database) -> None:
    """
    Who, when, and that it happened; an import that changes nothing leaves neither.
    """
    for _ in range(2):
        imported(database, content("rules/washout"))

    with database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry)).all()
        (event,) = session.scalars(select(Event)).all()
    assert (entry.chain, entry.actor) == ("rules/washout", "cli:planner")
    assert datetime.fromisoformat(entry.at) == NOW
    assert (event.kind, event.subject) == ("file_imported", "rules/washout")


def test_two_imports_of_one_network_come_one_after_the_other(
    postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Both see that it is not there: one makes it, the other tries again and finds it.
    """
    both_have_looked = Barrier(2)
    tries = count(1)

    def look(session: Session, network_id: str) -> Standing:
        found = Standing(session, network_id)
        if next(tries) <= 2:
            both_have_looked.wait(timeout=60)
        return found

    monkeypatch.setattr(service, "Standing", look)
    with ThreadPoolExecutor(2) as pool:
        asked = [
            pool.submit(imported, postgresql_database, content("rules/washout"))
            for _ in range(2)
        ]
    reports = [each.result() for each in asked]

    assert sorted(report.is_new for report in reports) == [False, True]
    assert sorted(report.is_different for report in reports) == [False, True]
    assert next(tries) == 4
