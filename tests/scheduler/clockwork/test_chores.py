"""What workers do for periodic jobs."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scheduler.audit.heads import heads, read_document
from scheduler.clockwork.chores import CHORES, chores_on
from scheduler.clockwork.registry import (
    AUDIT_HEADS,
    BACKUP,
    FORECAST,
    LAPSED_HOLDS,
    NIGHTLY_REPLAN,
    PERIODICS,
    RETENTION,
    ROLLING_REPLAN,
)
from scheduler.config import AUDIT_HEADS_DIRECTORY, BACKUP_DIRECTORY
from scheduler.database.database import Database
from scheduler.database.kept_backups import MOST_KEPT, keep_backup
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import request_job
from tests.scheduler.jobs.asked import ACTOR, NETWORK, NOW, clock, with_network
from tests.scheduler.jobs.memory_run import MemoryRun

STAMP = "20260320T110000Z"


def done(database: Database, kind: str, network_id: str | None = None) -> Job:
    """The row of a job of a kind, done by a worker that has it."""
    run = MemoryRun("job-1", {"network_id": network_id})
    with database.writing() as session:
        job = request_job(
            session,
            NOW,
            ACTOR,
            kind=kind,
            network_id=network_id,
            payload={},
            job_id=run.job_id,
        )
        job.state, job.worker_id = JobState.RUNNING, run.worker_id
    chores_on(database, clock)[kind](run)
    with database.reading() as session:
        return session.get_one(Job, run.job_id)


def status(job: Job) -> str:
    """What its outcome says."""
    assert job.outcome is not None, job.failure
    return str(job.outcome["status"])


def test_everything_periodic_is_done_by_somebody() -> None:
    """
    As a kind of job of its own, or as a replan.
    """
    assert PERIODICS.keys() - CHORES.keys() == {ROLLING_REPLAN, NIGHTLY_REPLAN}
    assert CHORES.keys() <= PERIODICS.keys()


@pytest.mark.parametrize(
    "kind",
    sorted(
        name
        for name in CHORES
        if PERIODICS[name].is_of_network and name != FORECAST  # it needs no plan
    ),
)
def test_a_chore_finds_nothing_to_do(sqlite_database: Database, kind: str) -> None:
    """
    In a network without a plan there is nothing late, and the job says so.
    """
    with_network(sqlite_database)
    job = done(sqlite_database, kind, NETWORK)

    assert job.state is JobState.DONE
    assert "none" in status(job)


@pytest.mark.parametrize(
    ("kind", "variable"),
    [(BACKUP, BACKUP_DIRECTORY), (AUDIT_HEADS, AUDIT_HEADS_DIRECTORY)],
)
def test_without_a_directory_nothing_is_written(
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    variable: str,
) -> None:
    """
    The outcome says which variable names it.
    """
    monkeypatch.delenv(variable, raising=False)

    assert status(done(sqlite_database, kind)) == f"no directory is set: {variable}"


def test_heads_are_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    As the command prints them, in a file for each time.
    """
    with_network(database)
    monkeypatch.setenv(AUDIT_HEADS_DIRECTORY, str(tmp_path))
    path = tmp_path / f"audit-heads-{STAMP}.json"
    told = status(done(database, AUDIT_HEADS))
    with database.reading() as session:
        ends = {each.chain: each for each in heads(session)}

    assert told == f"written: {path}"
    assert ends
    assert read_document(json.loads(path.read_bytes())) == ends


def test_a_backup_is_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    Named for its instant, whole, and only its owner reads it.
    """
    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setenv(BACKUP_DIRECTORY, str(folder))
    told = status(done(database, BACKUP))
    [path] = folder.iterdir()

    assert told == f"written: {path}"
    assert STAMP in path.name
    assert path.stat().st_mode & 0o077 == 0


def test_a_directory_that_is_not_there_fails_the_job(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """
    A disk that is not mounted must not be written beside.
    """
    monkeypatch.setenv(BACKUP_DIRECTORY, str(tmp_path / "nowhere"))
    job = done(sqlite_database, BACKUP)

    assert job.state is JobState.FAILED
    assert "nowhere" in str(job.failure)


def test_the_newest_backups_are_kept(sqlite_database: Database, tmp_path: Path) -> None:
    """
    Of this database: whatever else lies there stays.
    """
    folder = tmp_path / "backups"
    folder.mkdir()
    other = folder / "tracerplan-of-old.sqlite"
    other.touch()
    start = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    written = [
        keep_backup(sqlite_database, start + timedelta(days=n), folder)
        for n in range(MOST_KEPT + 2)
    ]

    assert sorted(folder.iterdir()) == sorted([other, *written[2:]])


def test_retention_says_what_it_has_forgotten(sqlite_database: Database) -> None:
    """
    Nothing, where nothing is old.
    """
    assert status(done(sqlite_database, RETENTION)).startswith("forgotten: 0 jobs")


def test_a_job_that_another_has_taken_over_leaves_no_trace(
    sqlite_database: Database,
) -> None:
    """
    What a worker was slow to do is done by the next.
    """
    with_network(sqlite_database)
    run = MemoryRun("job-1", {"network_id": NETWORK})
    with sqlite_database.writing() as session:
        job = request_job(
            session,
            NOW,
            ACTOR,
            kind=LAPSED_HOLDS,
            network_id=NETWORK,
            payload={},
            job_id=run.job_id,
        )
        job.state, job.worker_id = JobState.RUNNING, "worker-2"
    with pytest.raises(BaseException, match="not at worker worker-1"):
        chores_on(sqlite_database, clock)[LAPSED_HOLDS](run)
