"""PostgreSQL is stopped and started again under load: all go on, nothing is lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from scheduler.database.database import Database
from scheduler.database.upgrading import upgrade
from tests.kills.house import House
from tests.kills.killing import Course, finish, under_load
from tests.kills.takeovers import Takeovers
from tests.kills.verdict import faults_at_rest
from tests.postgresql import Server
from tests.properties.counts import share
from tests.scheduler.jobs.waiting import wait_until

_AWAY_S = 2.0
_BACK_S = 5.0
"""Until a server answers again, from when its database does."""

_ENDED_S = 30.0
"""Until a job that was interrupted has ended."""

_ANSWERED_S = 10.0
"""No request takes longer, whatever becomes of the database."""

_NUM_STOPS = 10
_NUM_WORKERS = 2
_POLL_S = 0.05


@pytest.mark.alone
@pytest.mark.verify
@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_stopped_database_costs_nothing(
    mode: str, lasting_server: Server, tmp_path: Path
) -> None:
    """
    Meanwhile all are told to ask again; then the same processes go on by themselves.
    """
    url = lasting_server.create("stopped")
    upgrade(url)
    course, away, back_s = Course(), list[str](), list[float]()
    with closing_database(url) as database:
        folder = tmp_path / "house"
        with under_load(database, folder, _NUM_WORKERS, course) as kept:
            started = {name: each.pid for name, each in kept.processes.items()}
            takeovers = Takeovers(database)
            for _ in range(share(_NUM_STOPS)):
                takeovers.await_work()
                lasting_server.stop(mode)
                away += _told(kept)
                lasting_server.start()
                began = time.monotonic()
                wait_until(kept.serves)
                back_s.append(time.monotonic() - began)
                takeovers.await_ends()
            alive = {
                name: each.pid
                for name, each in kept.processes.items()
                if each.poll() is None
            }
            finish(database, kept, takeovers, course)
        course.faults += faults_at_rest(database)
    told = [caller.told for caller in course.callers]
    longest_s = max(each.longest_s for each in told)
    print(  # noqa: T201 - figures that people ask for
        f"{mode}: {len(back_s)} stops, {len(away)} answers meanwhile, back after "
        f"{max(back_s):.1f} s at most, longest request {longest_s:.1f} s\n"
        + course.text()
    )

    assert course.faults == [], course.text()
    assert alive == started
    assert [each.num_cut for each in told] == [0] * len(told)
    assert min(each.num_unavailable for each in told) > 0
    assert set(away) == {"503 application/problem+json 1"}
    assert max(back_s) <= _BACK_S
    assert max(course.takeovers_s) <= _ENDED_S
    assert longest_s <= _ANSWERED_S


@contextmanager
def closing_database(url: str) -> Iterator[Database]:
    """A database whose connections are given back."""
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def _told(kept: House) -> Iterator[str]:
    """What somebody known is told, again and again, while the database is away."""
    until = time.monotonic() + _AWAY_S
    with httpx2.Client(base_url=kept.address, timeout=_ANSWERED_S) as client:
        while time.monotonic() < until:
            answer = client.get(
                "/api/v1/me", headers={"Authorization": f"Bearer {kept.credential}"}
            )
            said = answer.headers
            yield (
                f"{answer.status_code} {said.get('Content-Type')} "
                f"{said.get('Retry-After')}"
            )
            time.sleep(_POLL_S)
