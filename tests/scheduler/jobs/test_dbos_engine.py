"""The engine itself, in this process, on both databases."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

import pytest

from scheduler.jobs.books import books_url
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.engine import EngineState, Interrupted, Run, Work
from tests.scheduler.jobs.waiting import wait_until


@contextmanager
def _running(url: str, works: Mapping[str, Work]) -> Iterator[DbosEngine]:
    engine = DbosEngine(books_url(url), works)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def _wait_for(engine: DbosEngine, job_id: str, state: EngineState) -> None:
    wait_until(lambda: engine.states([job_id]).get(job_id) is state)


def test_a_job_is_done_once(database_url: str) -> None:
    """
    However often it is enqueued under its id, with what came first.
    """
    seen: list[object] = []

    def note(payload: object) -> dict[str, object]:
        seen.append(payload)
        return {}

    def work(run: Run) -> None:
        run.step("note", lambda: note(dict(run.payload)))

    with _running(database_url, {"count": work}) as engine:
        engine.enqueue("count", "job-1", {"number": 1, "limit_s": 2.5})
        engine.enqueue("count", "job-1", {"number": 2})
        _wait_for(engine, "job-1", EngineState.DONE)
        engine.enqueue("count", "job-1", {"number": 3})
        engine.enqueue("count", "job-2", {"number": 4})
        _wait_for(engine, "job-2", EngineState.DONE)

    assert seen == [{"number": 1, "limit_s": 2.5}, {"number": 4}]


def test_a_step_answers_with_what_it_left(sqlite_url: str) -> None:
    """
    Later steps build on the answers of earlier ones.
    """
    answers: list[object] = []

    def work(run: Run) -> None:
        first = run.step("first", lambda: {"half": 0.5, "names": ["a", "b"]})
        answers.append(run.step("second", lambda: {"sum": first["half"] * 2}))

    with _running(sqlite_url, {"count": work}) as engine:
        engine.enqueue("count", "job-1", {})
        _wait_for(engine, "job-1", EngineState.DONE)

    assert answers == [{"sum": 1.0}]


def test_an_interrupted_job_goes_on_after_its_last_step(database_url: str) -> None:
    """
    A worker that stops leaves the rest to the next, and nothing is done twice.
    """
    calls: list[str] = []
    is_in_second = threading.Event()

    def work(run: Run) -> None:
        run.step("first", lambda: noted("first"))
        run.step("second", lambda: second(run))
        run.step("third", lambda: noted("third"))

    def noted(name: str) -> dict[str, object]:
        calls.append(name)
        return {}

    def second(run: Run) -> dict[str, object]:
        calls.append("second")
        is_in_second.set()
        if calls.count("second") > 1:
            return {}
        wait_until(run.is_stopping)
        raise Interrupted

    with _running(database_url, {"count": work}) as engine:
        engine.enqueue("count", "job-1", {})
        assert is_in_second.wait(30)
    with _running(database_url, {"count": work}) as engine:
        _wait_for(engine, "job-1", EngineState.DONE)

    assert calls == ["first", "second", "second", "third"]


@pytest.mark.verify
def test_interruptions_are_no_attempts(sqlite_url: str) -> None:
    """
    A worker may be restarted more often than it may die.
    """
    is_running = threading.Event()
    rounds = 0

    def work(run: Run) -> None:
        run.step("wait", lambda: wait(run))

    def wait(run: Run) -> dict[str, object]:
        nonlocal rounds
        rounds += 1
        is_running.set()
        if rounds > 6:
            return {}
        wait_until(run.is_stopping)
        raise Interrupted

    for number in range(6):
        with _running(sqlite_url, {"count": work}) as engine:
            if number == 0:
                engine.enqueue("count", "job-1", {})
            assert is_running.wait(30)
        is_running.clear()
    with _running(sqlite_url, {"count": work}) as engine:
        _wait_for(engine, "job-1", EngineState.DONE)

    assert rounds == 7


@pytest.mark.parametrize(
    ("is_alone", "status"), [(True, "ENQUEUED"), (False, "PENDING")]
)
def test_what_another_may_have_taken_up_is_not_put_back(
    sqlite_url: str, is_alone: bool, status: str
) -> None:
    """
    A worker that has lost its lock would take a job out of the hands of the next.
    """
    is_running = threading.Event()

    def wait(run: Run) -> dict[str, object]:
        is_running.set()
        wait_until(run.is_stopping)
        raise Interrupted

    def work(run: Run) -> None:
        run.step("wait", lambda: wait(run))

    engine = DbosEngine(books_url(sqlite_url), {"count": work})
    engine.start()
    engine.enqueue("count", "job-1", {})
    assert is_running.wait(30)
    engine.stop(is_alone=is_alone)

    with closing(sqlite3.connect(books_url(sqlite_url)[len("sqlite:///") :])) as books:
        assert books.execute("SELECT status FROM workflow_status").fetchall() == [
            (status,)
        ]


def test_jobs_come_one_after_the_other(sqlite_url: str) -> None:
    """
    One solve at a time has the machine to itself; the first that came is first.
    """
    going: list[str] = []
    most = 0

    def work(run: Run) -> None:
        run.step("work", lambda: busy(run))

    def busy(run: Run) -> dict[str, object]:
        nonlocal most
        going.append(run.job_id)
        most = max(most, len(going))
        time.sleep(0.05)  # long enough for another to begin, if it could
        going.remove(run.job_id)
        done.append(run.job_id)
        return {}

    done: list[str] = []
    jobs = [f"job-{number}" for number in range(5)]
    with _running(sqlite_url, {"count": work}) as engine:
        for job_id in jobs:
            engine.enqueue("count", job_id, {})
        _wait_for(engine, jobs[-1], EngineState.DONE)

    assert (done, most) == (jobs, 1)


def test_a_job_that_waits_can_be_taken_out(database_url: str) -> None:
    """
    A cancelled job is not begun, and the next is.
    """
    gate = threading.Event()
    done: list[str] = []

    def work(run: Run) -> None:
        run.step("work", lambda: {"waited": gate.wait(30)})
        done.append(run.job_id)

    with _running(database_url, {"count": work}) as engine:
        for job_id in ("job-1", "job-2", "job-3"):
            engine.enqueue("count", job_id, {})
        _wait_for(engine, "job-1", EngineState.RUNNING)
        engine.cancel("job-2")
        gate.set()
        _wait_for(engine, "job-3", EngineState.DONE)

        assert engine.states(["job-2"]) == {"job-2": EngineState.CANCELLED}
    assert done == ["job-1", "job-3"]


def test_a_job_that_fails_harms_no_other(sqlite_url: str) -> None:
    """
    Its worker goes on with the next.
    """

    def work(run: Run) -> None:
        if run.payload["fails"]:
            raise ZeroDivisionError

    with _running(sqlite_url, {"count": work}) as engine:
        engine.enqueue("count", "job-1", {"fails": True})
        engine.enqueue("count", "job-2", {"fails": False})
        _wait_for(engine, "job-2", EngineState.DONE)

        assert engine.states(["job-1"]) == {"job-1": EngineState.FAILED}


def test_what_is_forgotten_is_not_known(sqlite_url: str) -> None:
    """
    Books do not grow for ever.
    """
    with _running(sqlite_url, {"count": lambda _: None}) as engine:
        engine.enqueue("count", "job-1", {})
        _wait_for(engine, "job-1", EngineState.DONE)
        engine.forget(["job-1"])

        assert engine.states(["job-1", "job-2"]) == {}


def test_it_says_nothing_by_itself(
    sqlite_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """
    What a command prints is its own.
    """

    def work(run: Run) -> None:
        raise ZeroDivisionError

    with _running(sqlite_url, {"count": work}) as engine:
        engine.enqueue("count", "job-1", {})
        _wait_for(engine, "job-1", EngineState.FAILED)

    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
