"""A server that is killed and started again is back soon, by any clock."""

from pathlib import Path

import pytest

from scheduler.database.database import Database
from tests.kills.house import WEB
from tests.kills.killing import Course, finish, under_load
from tests.kills.takeovers import Takeovers
from tests.kills.test_kills import RETURNED_S, TAKEN_OVER_S

_NUM_KILLS = 5


@pytest.mark.verify
@pytest.mark.alone
def test_a_killed_server_is_back_soon(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """
    Its jobs end soon, too, though its worker ends with it and is started again.
    """
    course = Course()
    takeovers = Takeovers(sqlite_database)
    with under_load(sqlite_database, tmp_path / "house", 0, course) as kept:
        for _ in range(_NUM_KILLS):
            takeovers.await_work()
            server = kept.processes[WEB]
            server.kill()
            server.wait()
            kept.revive()
            takeovers.await_ends()
        finish(sqlite_database, kept, takeovers, course)
    print(course.text())  # noqa: T201 - figures that people ask for

    assert course.faults == [], course.text()
    assert len(course.returns) == _NUM_KILLS
    assert max(each.seconds for each in course.returns) <= RETURNED_S, course.text()
    assert max(course.takeovers_s) <= TAKEN_OVER_S, course.text()
