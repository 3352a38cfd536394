from pathlib import Path

import pytest

from scheduler.database.database import Database
from tests.scheduler.imports.planning_files import (
    NAMES,
    content,
)
from tests.scheduler.imports.rows.coming_back import comes_back
from tests.scheduler.imports.small_file import a_file, as_bytes


@pytest.mark.parametrize("name", NAMES)
def test_every_fixturecomes_back(sqlite_database: Database, name: str) -> None:
    """
    What is imported is exported as it was: same file, same problem, same bytes.
    """
    comes_back(sqlite_database, content(name))


@pytest.mark.parametrize("name", ["norway-week", "infeasible-014", "rules/stability"])
def test_fixtures_come_back_from_postgresql(
    postgresql_database: Database, name: str
) -> None:
    """
    The other database keeps every digit and every instant as well.
    """
    comes_back(postgresql_database, content(name))


def test_the_file_with_one_of_everythingcomes_back(database: Database) -> None:
    """
    Every kind of record has its place in the rows.
    """
    comes_back(database, as_bytes(a_file()))


def test_a_course_in_two_spanscomes_back(database: Database) -> None:
    """
    Two entries of a course may share an id: their cycles and results stay apart.
    """
    file = a_file(commitments=None)
    (course,) = file["participants"][1]["cycles"]
    later = {"id": course["id"], "definition": "course", "first_cycle": 6}
    dates = {"earliest_date": "2026-03-25", "latest_date": "2026-03-27"}
    result = course["results"][0] | {"cycle": 6}
    second = {**later, **dates, "last_cycle": 7, "results": [result]}
    file["participants"][1]["cycles"] = [second, course]

    comes_back(database, as_bytes(file))


@pytest.mark.parametrize(
    ("start_at", "end_at"),
    [
        ("2000-01-01T00:30+05:00", "2000-01-01T03:30+05:00"),
        ("2100-12-31T20:30-05:00", "2100-12-31T23:30-05:00"),
    ],
)
def test_the_first_and_last_hours_of_our_time_come_back(
    sqlite_database: Database, start_at: str, end_at: str
) -> None:
    """
    An instant that lies in 1999 or 2101 elsewhere is still written in our years.
    """
    file = a_file(commitments=None)
    block = {"start_at": start_at, "end_at": end_at}
    file["scanners"][0]["maintenance"] = [block]
    file["participants"][0]["unavailable"] = [block]

    comes_back(sqlite_database, as_bytes(file))


def test_all_fixtures_are_found() -> None:
    """
    An empty list of fixtures would lose nothing.
    """
    assert {"norway-week", "rules/commitments"} <= set(NAMES)
    assert all(Path(name).suffix == "" for name in NAMES)
