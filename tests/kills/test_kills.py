"""Whoever is killed, and when: what was acknowledged is there, once."""

from pathlib import Path

import pytest

from scheduler.database.database import Database
from tests.kills.deaths import POINTS
from tests.kills.killing import AT_RANDOM, Course, killed
from tests.properties.counts import share

RETURNED_S = 5.0
"""Until a server that is started again answers."""

TAKEN_OVER_S = 30.0
"""Until a job whose worker was killed has ended elsewhere."""

_MANY = 20

_NUM_POINTS = sum(map(len, POINTS.values()))


@pytest.mark.alone
@pytest.mark.verify
def test_kills_cost_nothing_on_one_machine(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """
    On SQLite the server has the only worker, and both are killed again and again.
    """
    course = killed(sqlite_database, tmp_path / "house", share(100), num_workers=0)

    _assert_nothing_was_lost(course, share(100))


@pytest.mark.alone
@pytest.mark.verify
def test_kills_cost_nothing_on_a_server(
    postgresql_database: Database, tmp_path: Path
) -> None:
    """
    On PostgreSQL two workers beside it take over from each other.
    """
    course = killed(postgresql_database, tmp_path / "house", share(100), num_workers=2)

    _assert_nothing_was_lost(course, share(100))


def _assert_nothing_was_lost(course: Course, count: int) -> None:
    print(course.text())  # noqa: T201 - figures that people ask for
    assert course.faults == [], course.text()
    assert course.kills.total() == count
    assert course.num_answered > count
    # Each point in turn: what was never come to was not tried.
    assert len(course.kills.keys() - {AT_RANDOM}) == min(_NUM_POINTS, (count + 1) // 2)
    # What others of the machine take from it is not its own; both are told.
    assert max(each.own_s for each in course.returns) <= RETURNED_S, course.text()
    # A few kills may all come between two jobs; many do not.
    assert course.takeovers_s or count < _MANY, course.text()
    assert max(course.takeovers_s, default=0.0) <= TAKEN_OVER_S, course.text()
