"""The engine itself, in this process, on both databases."""

import threading
import time

import pytest

from scheduler.jobs import dbos_engine
from scheduler.jobs.books import books_url
from scheduler.jobs.dbos_engine import forget
from scheduler.jobs.engine import EngineState, Interrupted, Run
from tests.scheduler.jobs.engines import running, wait_for_state
from tests.scheduler.jobs.waiting import wait_until


def test_a_job_is_done_once(database_url: str) -> None:
    """
    However often it is begun under its id, with what came first.
    """
    seen: list[object] = []

    def note(payload: object) -> dict[str, object]:
        seen.append(payload)
        return {}

    def work(run: Run) -> None:
        run.step("note", lambda: note(dict(run.payload)))

    with running(database_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {"number": 1, "limit_s": 2.5})
        engine.begin("count", "job-1", {"number": 2})
        wait_for_state(engine, "job-1", EngineState.DONE)
        engine.begin("count", "job-1", {"number": 3})
        engine.begin("count", "job-2", {"number": 4})
        wait_for_state(engine, "job-2", EngineState.DONE)

    assert seen == [{"number": 1, "limit_s": 2.5}, {"number": 4}]


def test_a_step_answers_with_what_it_left(sqlite_url: str) -> None:
    """
    Later steps build on the answers of earlier ones.
    """
    answers: list[object] = []

    def work(run: Run) -> None:
        first = run.step("first", lambda: {"half": 0.5, "names": ["a", "b"]})
        answers.append(run.step("second", lambda: {"sum": first["half"] * 2}))

    with running(sqlite_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        wait_for_state(engine, "job-1", EngineState.DONE)

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

    with running(database_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        assert is_in_second.wait(30)
    with running(database_url, {"count": work}, "worker-2") as engine:
        engine.begin("count", "job-1", {})
        wait_for_state(engine, "job-1", EngineState.DONE)

    assert calls == ["first", "second", "second", "third"]


@pytest.mark.verify
def test_a_job_may_be_begun_often(sqlite_url: str) -> None:
    """
    Whoever begins it again decides how often; the engine does not count.
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
        with running(sqlite_url, {"count": work}, f"worker-{number}") as engine:
            engine.begin("count", "job-1", {})
            assert is_running.wait(30)
        is_running.clear()
    with running(sqlite_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        wait_for_state(engine, "job-1", EngineState.DONE)

    assert rounds == 7


def test_a_worker_does_what_it_has_begun(sqlite_url: str) -> None:
    """
    What another left goes on only where it is begun again.
    """
    done: list[str] = []
    is_running = threading.Event()

    def wait(run: Run) -> dict[str, object]:
        is_running.set()
        wait_until(run.is_stopping)
        raise Interrupted

    def work(run: Run) -> None:
        run.step("wait", lambda: wait(run))

    with running(sqlite_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        assert is_running.wait(30)
        assert set(engine.at_work()) == {"job-1"}
    with running(
        sqlite_url, {"count": lambda run: done.append(run.job_id)}, "worker-2"
    ) as engine:
        engine.begin("count", "job-2", {})
        wait_for_state(engine, "job-2", EngineState.DONE)

        assert done == ["job-2"]
        assert set(engine.at_work()) == set()
        assert engine.states(["job-1"]) == {"job-1": EngineState.GOING}


def test_whoever_had_a_job_before_keeps_no_answer(database_url: str) -> None:
    """
    A step that ends after its job was begun anew is not remembered.
    """
    gates = [threading.Event(), threading.Event()]
    calls: list[int] = []
    kept: list[object] = []

    def work(run: Run) -> None:
        kept.append(run.step("count", count))

    def count() -> dict[str, object]:
        number = len(calls)
        calls.append(number)
        assert gates[number].wait(30)
        return {"number": number}

    with running(database_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        wait_until(lambda: calls == [0])
        engine.begin("count", "job-1", {})
        wait_until(lambda: calls == [0, 1])
        gates[0].set()
        time.sleep(0.3)  # long enough for an answer to be kept, if it could
        gates[1].set()
        wait_for_state(engine, "job-1", EngineState.DONE)

    assert kept == [{"number": 1}]


def test_a_job_of_an_older_version_begins_anew(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Its steps may be others by now.
    """
    calls: list[str] = []
    is_running = threading.Event()

    def work(run: Run) -> None:
        run.step("first", lambda: noted("first"))
        run.step("second", lambda: second(run))

    def noted(name: str) -> dict[str, object]:
        calls.append(name)
        return {}

    def second(run: Run) -> dict[str, object]:
        if noted("second") or calls.count("second") > 1:
            return {}
        is_running.set()
        wait_until(run.is_stopping)
        raise Interrupted

    monkeypatch.setattr(dbos_engine, "_VERSION", "older")
    with running(sqlite_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        assert is_running.wait(30)
    monkeypatch.undo()
    with running(sqlite_url, {"count": work}, "worker-2") as engine:
        engine.begin("count", "job-1", {})
        wait_for_state(engine, "job-1", EngineState.DONE)

    assert calls == ["first", "second", "first", "second"]


def test_a_job_that_fails_harms_no_other(sqlite_url: str) -> None:
    """
    Its worker goes on with the next.
    """

    def work(run: Run) -> None:
        if run.payload["fails"]:
            raise ZeroDivisionError

    with running(sqlite_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {"fails": True})
        engine.begin("count", "job-2", {"fails": False})
        wait_for_state(engine, "job-2", EngineState.DONE)

        assert engine.states(["job-1"]) == {"job-1": EngineState.FAILED}


def test_what_is_forgotten_is_not_known(database_url: str) -> None:
    """
    Books do not grow for ever.
    """
    with running(database_url, {"count": lambda _: None}) as engine:
        for job_id in ("job-1", "job-2"):
            engine.begin("count", job_id, {})
            wait_for_state(engine, job_id, EngineState.DONE)
        forget(books_url(database_url), ["job-1", "job-3"])

        assert engine.states(["job-1", "job-2", "job-3"]) == {"job-2": EngineState.DONE}


def test_it_says_nothing(sqlite_url: str, capfd: pytest.CaptureFixture[str]) -> None:
    """
    What a command prints is its own.
    """

    def work(run: Run) -> None:
        raise ZeroDivisionError

    with running(sqlite_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        wait_for_state(engine, "job-1", EngineState.FAILED)

    assert capfd.readouterr() == ("", "")
