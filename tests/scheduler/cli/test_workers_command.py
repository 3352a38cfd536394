"""`tracerplan jobs workers`."""

import json

import pytest

from scheduler.config import DATABASE_URL
from scheduler.database.database import Database
from scheduler.jobs.models import WorkerRow
from scheduler.jobs.workers import enrol, leave
from tests.scheduler.cli.command import invoke
from tests.scheduler.jobs.asked import ask, give_to, with_network


@pytest.fixture
def worked_on(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database with two workers, of which one is at a job, and one that has ended."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)
    with_network(sqlite_database)
    for number in (1, 2, 3):
        with sqlite_database.writing() as session:
            enrol(session, f"worker-{number}")
    with sqlite_database.writing() as session:
        leave(session, "worker-3")
    ask(sqlite_database, "job-1")
    give_to(sqlite_database, "job-1", "worker-2")
    return sqlite_database


def test_workers_are_listed_with_what_they_are_at(worked_on: Database) -> None:
    """Who has ended is left out."""
    found = json.loads(invoke("jobs", "workers", "--json").stdout)["workers"]
    table = invoke("jobs", "workers").stdout

    assert [(each["id"], each["jobs"]) for each in found] == [
        ("worker-1", []),
        ("worker-2", [{"id": "job-1", "kind": "count"}]),
    ]
    with worked_on.reading() as session:
        row = session.get_one(WorkerRow, "worker-1")
    assert found[0]["host"] == row.host
    assert 0 <= found[0]["silent_s"] < 60
    assert "worker-2" in table
    assert "count job-1" in table
    assert "worker-3" not in table


def test_where_nobody_works_it_says_so(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty table would look like a mistake."""
    monkeypatch.setenv(DATABASE_URL, sqlite_database.url)

    said = "No worker works on this database: tracerplan worker\n"
    assert invoke("jobs", "workers").stdout == said
