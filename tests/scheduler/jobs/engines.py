"""Engines for tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from scheduler.jobs.books import books_url
from scheduler.jobs.dbos_engine import DbosEngine
from scheduler.jobs.engine import EngineState, Work
from tests.scheduler.jobs.waiting import wait_until


@contextmanager
def running(
    url: str, works: Mapping[str, Work], worker_id: str = "worker-1"
) -> Iterator[DbosEngine]:
    """An engine at work while the block lasts."""
    engine = DbosEngine(books_url(url), works, worker_id)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def wait_for_state(engine: DbosEngine, job_id: str, state: EngineState) -> None:
    """Wait until a job has come so far."""
    wait_until(lambda: engine.states([job_id]).get(job_id) is state)
