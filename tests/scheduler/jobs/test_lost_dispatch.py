"""Jobs that an engine was given, and that never begin there."""

import time

import pytest

from scheduler.jobs import dbos_engine
from scheduler.jobs.engine import EngineState, Run
from tests.scheduler.jobs.engines import running, wait_for_state
from tests.scheduler.jobs.waiting import wait_until


def test_a_dead_workers_queue_is_gone(sqlite_url: str) -> None:
    """
    Should it stir again, it begins nothing.
    """
    done: list[str] = []

    def work(run: Run) -> None:
        done.append(run.job_id)

    with running(sqlite_url, {"count": work}) as engine:
        engine.begin("count", "job-1", {})
        wait_for_state(engine, "job-1", EngineState.DONE)
        engine.abandon(["worker-1", "never there"])
        time.sleep(0.6)  # until it looks again
        engine.begin("count", "job-2", {})
        time.sleep(0.6)

        assert done == ["job-1"]


def test_a_job_that_cannot_be_begun_is_at_once_nobodys(sqlite_url: str) -> None:
    """
    It need not wait until it would have begun.
    """
    with running(sqlite_url, {"count": lambda _: None}) as engine:
        with pytest.raises(TypeError):
            engine.begin("count", "job-1", {"number": object()})

        assert set(engine.at_work()) == set()


def test_a_job_that_does_not_begin_is_soon_nobodys(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Its queue lost it, as when the database stops in between.
    """
    monkeypatch.setattr(dbos_engine, "_BEGUN_S", 1.0)
    with running(sqlite_url, {"count": lambda _: None}) as engine:
        engine.abandon(["worker-1"])
        time.sleep(0.6)  # until it looks again
        engine.begin("count", "job-1", {})

        assert set(engine.at_work()) == {"job-1"}
        wait_until(lambda: not engine.at_work())
