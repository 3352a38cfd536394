"""What the row of a job says about how it goes."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from scheduler.database.database import Database
from scheduler.errors import NotFound
from scheduler.jobs.claims import TakenOver
from scheduler.jobs.documents import keep, kept
from scheduler.jobs.engine import Answer, Interrupted, Run
from scheduler.jobs.followed import FollowedRun, JobCancelled, JobFailed, followed
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import job_by_id
from scheduler.jobs.rows import JobRows
from tests.scheduler.jobs.asked import (
    NOW,
    ask,
    clock,
    give_to,
    job_of,
    with_network,
)
from tests.scheduler.jobs.memory_run import MemoryRun


@pytest.fixture
def asked(sqlite_database: Database) -> Database:
    """A database in which a worker is at one job."""
    with_network(sqlite_database)
    ask(sqlite_database, "job-1")
    give_to(sqlite_database, "job-1")
    return sqlite_database


def _follow(
    database: Database, work: Callable[[FollowedRun], Answer], run: Run | None = None
) -> None:
    followed(work, JobRows(database, clock))(run or MemoryRun("job-1"))


def test_a_job_begins_and_is_done(asked: Database) -> None:
    """
    Its row says that it runs while it does, and what came of it in the end.
    """
    states = []

    def work(run: FollowedRun) -> Answer:
        states.append(job_of(asked, run.job_id).state)
        return run.step("count", lambda: {"number": 3})

    _follow(asked, work)

    job = job_of(asked, "job-1")
    assert states == [JobState.RUNNING]
    assert (job.state, job.outcome, job.failure) == (JobState.DONE, {"number": 3}, None)
    assert job.ended_at == NOW


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (JobFailed("it took too long"), "it took too long"),
        (NotFound("network", "oslo"), "there is no network oslo"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (ValueError("x" * 5000), "ValueError: " + "x" * 1988),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.filterwarnings("default")
def test_a_step_that_fails_fails_the_job(
    asked: Database, error: Exception, reason: str
) -> None:
    """
    The row says why, in words of a length that fits.
    """

    def fail() -> Answer:
        raise error

    _follow(asked, lambda run: run.step("fail", fail))

    job = job_of(asked, "job-1")
    assert (job.state, job.failure, job.outcome) == (JobState.FAILED, reason, None)


def test_a_failure_stays_one_when_the_job_goes_on(asked: Database) -> None:
    """
    A worker that dies between a failure and its row leaves the failure to the next.
    """
    run = MemoryRun("job-1")
    run.answers["fail"] = {"failure": "it took too long"}
    _follow(asked, lambda run: run.step("fail", dict), run)

    assert job_of(asked, "job-1").failure == "it took too long"


def test_a_job_that_stops_with_nothing_is_cancelled(asked: Database) -> None:
    """
    Stopping at somebody's wish is no failure.
    """

    def stop() -> Answer:
        raise JobCancelled

    _follow(asked, lambda run: run.step("stop", stop))

    job = job_of(asked, "job-1")
    assert (job.state, job.failure) == (JobState.CANCELLED, None)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": JobState.CANCELLED},
        {"state": JobState.DONE},
        {"worker_id": None},
        {"worker_id": "worker-2"},
    ],
    ids=str,
)
def test_a_job_that_is_not_ours_is_not_begun(
    asked: Database, columns: Mapping[str, Any]
) -> None:
    """
    An engine may still come to it when another has it, or it has ended.
    """
    _change(asked, **columns)

    def work(run: FollowedRun) -> Answer:
        raise AssertionError("begun")

    with pytest.raises(TakenOver):
        _follow(asked, work)
    job = job_of(asked, "job-1")
    assert {name: getattr(job, name) for name in columns} == columns
    assert (job.outcome, job.failure) == (None, None)


@pytest.mark.parametrize("worker_id", [None, "worker-2"])
def test_who_has_lost_a_job_leaves_no_trace(
    asked: Database, worker_id: str | None
) -> None:
    """
    A worker that stood still writes nothing once its job was taken over.
    """
    refused = []

    def work(run: FollowedRun) -> Answer:
        _change(asked, worker_id=worker_id)
        for write in (_keep_something, _note_something):
            with pytest.raises(TakenOver):
                write(run)
            refused.append(write.__name__)
        return {"number": 1}

    with pytest.raises(TakenOver):
        _follow(asked, work)
    job = job_of(asked, "job-1")
    assert refused == ["_keep_something", "_note_something"]
    assert (job.state, job.outcome, job.progress) == (JobState.RUNNING, None, None)
    with asked.reading() as session, pytest.raises(NotFound):
        kept(session, "job-1", "problem")


def _change(database: Database, **columns: Any) -> None:
    with database.writing() as session:
        job = job_by_id(session, "job-1")
        for name, value in columns.items():
            setattr(job, name, value)


def _keep_something(run: FollowedRun) -> None:
    with run.writing() as session:
        keep(session, NOW, run.job_id, "problem", b"large")


def _note_something(run: FollowedRun) -> None:
    run.note({"phase": "improve"})


def test_an_interrupted_job_is_left_as_it_is(asked: Database) -> None:
    """
    It runs still, as far as anybody is concerned: the next worker goes on.
    """

    def stop() -> Answer:
        raise Interrupted

    with pytest.raises(Interrupted):
        _follow(asked, lambda run: run.step("stop", stop))

    assert job_of(asked, "job-1").state is JobState.RUNNING


@pytest.mark.parametrize(("times", "state"), [(3, "done"), (4, "failed")])
def test_a_database_that_is_away_for_a_moment_is_waited_for(
    asked: Database, monkeypatch: pytest.MonkeyPatch, times: int, state: str
) -> None:
    """
    Three times, with a pause; then the job fails and says why.
    """
    pauses: list[float] = []
    monkeypatch.setattr("scheduler.jobs.followed.time.sleep", pauses.append)

    def reach() -> Answer:
        if len(pauses) < times:
            raise OperationalError("SELECT 1", {}, Exception("gone away"))
        return {}

    _follow(asked, lambda run: run.step("reach", reach))

    job = job_of(asked, "job-1")
    assert (job.state, pauses) == (state, [1.0, 2.0, 4.0])
    assert job.failure == (None if state == "done" else "the database: gone away")


@pytest.mark.parametrize("name", ["hold", "job_by_id"])
def test_while_its_row_is_away_it_neither_begins_nor_ends(
    asked: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """
    What is done is not done again, and nobody takes it for a failure.
    """
    run, numbers = MemoryRun("job-1"), count(1)

    def work(run: FollowedRun) -> Answer:
        return run.step("count", lambda: {"number": next(numbers)})

    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone away"))

    with monkeypatch.context() as patch:
        patch.setattr(f"scheduler.jobs.rows.{name}", away)
        with pytest.raises(Interrupted):
            _follow(asked, work, run)
    state = job_of(asked, "job-1").state
    _follow(asked, work, run)

    job = job_of(asked, "job-1")
    assert state is JobState.RUNNING
    assert (job.state, job.outcome) == (JobState.DONE, {"number": 1})


def test_an_end_is_said_once(asked: Database) -> None:
    """
    A step that is called again changes nothing that has been said.
    """
    rows, run = JobRows(asked, clock), MemoryRun("job-1")
    rows.end(run, JobState.DONE, outcome={"number": 1})
    rows.end(run, JobState.FAILED, failure="late")

    job = job_of(asked, "job-1")
    assert (job.state, job.outcome, job.failure) == (JobState.DONE, {"number": 1}, None)
