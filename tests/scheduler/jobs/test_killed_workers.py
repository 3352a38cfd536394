"""A worker may be killed at any point of a replan: the job is done exactly once."""

import signal
from pathlib import Path

import pytest
from sqlalchemy import select

from scheduler.database.database import Database
from scheduler.jobs.models import Job, JobDocument, JobState
from scheduler.planning.replan import payload_of
from scheduler.planning.versions import PlanState, PlanVersion
from solver.config import SolverConfig
from tests.properties.counts import some
from tests.scheduler.jobs.asked import NETWORK, ask, job_of, with_network
from tests.scheduler.jobs.processes import ended, running
from tests.scheduler.jobs.waiting import wait_until
from tests.scheduler.jobs.worker_that_dies import JOB

MODULE = "tests.scheduler.jobs.worker_that_dies"

# A job survives three deaths; so many are tried on one job.
CRITICAL = ("before record", "after record", "before end")
OTHERS = [
    ("before solve", "in solve", "after solve"),
    ("before begin", "after begin", "before build"),
    ("after build", "in solve", "after end"),
]


def _asked(database: Database) -> str:
    with_network(database)
    config = SolverConfig(time_limit_s=0.5)
    ask(database, JOB, kind="replan", **payload_of(config))
    return database.engine.url.render_as_string(hide_password=False)


def _versions(database: Database) -> list[PlanVersion]:
    with database.reading() as session:
        return list(
            session.scalars(
                select(PlanVersion).where(PlanVersion.network_id == NETWORK)
            )
        )


def _assert_done_once(database: Database) -> None:
    job = job_of(database, JOB)
    assert (job.state, job.failure) == (JobState.DONE, None)
    assert job.outcome is not None
    [version] = _versions(database)
    assert (version.state, version.job_id) == (PlanState.PROPOSED, JOB)
    assert job.outcome["version"] == version.number == 1


def _killed_at(database: Database, points: tuple[str, ...]) -> None:
    """Kill one worker after the other, and have a last one do the job."""
    url = _asked(database)
    for point in points:
        assert ended(MODULE, url, point)[0] == -signal.SIGKILL
    assert ended(MODULE, url, "never") == (0, "replan done\n")


@pytest.mark.slow
def test_killed_workers_cost_nothing(sqlite_database: Database) -> None:
    """
    Whoever starts next goes on, and one version is proposed.
    """
    _killed_at(sqlite_database, CRITICAL)

    _assert_done_once(sqlite_database)


@pytest.mark.slow
def test_killed_workers_cost_nothing_on_a_server(postgresql_database: Database) -> None:
    """
    On PostgreSQL others find out that nothing is heard of it.
    """
    _killed_at(postgresql_database, ("in solve", "after record"))

    _assert_done_once(postgresql_database)


@pytest.mark.verify
@pytest.mark.parametrize("points", some([CRITICAL, *OTHERS]), ids=", ".join)
def test_killed_workers_cost_nothing_anywhere(
    database: Database, points: tuple[str, ...]
) -> None:
    """
    The same at every point there is, on both databases.
    """
    _killed_at(database, points)

    _assert_done_once(database)


@pytest.mark.verify
def test_a_job_that_kills_every_worker_is_given_up(sqlite_database: Database) -> None:
    """
    Four workers died of it; the fifth says so, and is free for other jobs.
    """
    url = _asked(sqlite_database)
    for _ in range(4):
        assert ended(MODULE, url, "before build")[0] == -signal.SIGKILL
        assert job_of(sqlite_database, JOB).state is JobState.RUNNING

    assert ended(MODULE, url, "before build") == (0, "replan failed\n")
    assert "given up" in (job_of(sqlite_database, JOB).failure or "")
    assert _versions(sqlite_database) == []


@pytest.mark.verify
@pytest.mark.parametrize(
    "point", some(["before record", "before build", "in solve", "after record"])
)
def test_a_worker_that_stood_still_leaves_no_trace(
    postgresql_database: Database, point: str
) -> None:
    """
    Others took its job over; when it goes on it writes nothing, and ends.
    """
    _stands_still(postgresql_database, point)


def _stands_still(database: Database, point: str) -> None:
    url = _asked(database)
    with running(MODULE, url, point, str(int(signal.SIGSTOP))) as zombie:
        wait_until(lambda: _is_stopped(zombie.pid))
        assert ended(MODULE, url, "never") == (0, "replan done\n")
        before = _rows(database)
        zombie.send_signal(signal.SIGCONT)
        out, err = zombie.communicate(timeout=60)

    assert out == (
        "lost: this worker was silent for too long: others do its jobs\nreplan done\n"
    )
    assert "Traceback" not in err
    assert _rows(database) == before
    _assert_done_once(database)


def _is_stopped(process_id: int) -> bool:
    status = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8")
    return status.rpartition(")")[2].split()[0] == "T"


def _rows(database: Database) -> list[tuple[object, ...]]:
    """All that a worker writes for a job."""
    with database.reading() as session:
        return [
            tuple(row)
            for table in (Job, JobDocument, PlanVersion)
            for row in session.execute(select(*table.__table__.columns))
        ]
