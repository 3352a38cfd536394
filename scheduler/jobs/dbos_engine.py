"""
The engine: DBOS, inside this process.

It opens no port and talks to nobody but its database.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer

from scheduler import canonical
from scheduler.jobs.books import SCHEMA
from scheduler.jobs.engine import Answer, EngineState, Interrupted, Run, Work

_NAME = "tracerplan"
_WORKFLOW = "tracerplan.job"
_QUEUE = "tracerplan.jobs"

_VERSION = "1"
"""
Of the order of steps in the kinds of job, raised on purpose.

A job goes on only in the version it began in.
"""

_EXECUTOR = "worker"
"""
Whose jobs they are.

Only the holder of the worker lock starts an engine, so no two living processes go by
this name, and the engine itself takes up what the last one left, counting how often.
"""

_MOST_RECOVERIES = 3
"""A job that kills its worker is given up after as many new starts."""

_POLL_S = 0.2
_STOP_S = 20.0
"""How long interrupted steps may take to end; a child process is killed by then."""

_POOL = 8

_STATES = {
    "ENQUEUED": EngineState.WAITING,
    "DELAYED": EngineState.WAITING,
    "PENDING": EngineState.RUNNING,
    "SUCCESS": EngineState.DONE,
    "ERROR": EngineState.FAILED,
    "CANCELLED": EngineState.CANCELLED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": EngineState.GIVEN_UP,
}


class DbosEngine:
    """
    Durable jobs by DBOS; one per process at a time.

    Parameters
    ----------
    url
        Address of the engine's own database.
    works
        What is done for a job, by kind.
    concurrency
        Jobs worked on at once.
    """

    def __init__(
        self, url: str, works: Mapping[str, Work], *, concurrency: int = 1
    ) -> None:
        self._url = url
        self._works = dict(works)
        self._concurrency = concurrency
        self._stopping = threading.Event()
        self._active: set[str] = set()
        self._interrupted: set[str] = set()

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of job it can work on."""
        return self._works.keys()

    def start(self) -> None:
        """Work on jobs, those that a dead worker left included."""
        _be_quiet()
        self._stopping.clear()
        DBOS(config=self._config())
        try:
            self._register()
            DBOS.launch()
            DBOS.register_queue(
                _QUEUE,
                worker_concurrency=self._concurrency,
                polling_interval_sec=_POLL_S,
                on_conflict="always_update",
            )
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            raise

    def stop(self, *, is_alone: bool = True) -> None:
        """Interrupt what runs, and put it back into the queue if it is ours still."""
        self._stopping.set()
        deadline = time.monotonic() + _STOP_S
        while self._active and time.monotonic() < deadline:
            time.sleep(_POLL_S / 4)
        DBOS.destroy(destroy_registry=True)
        if self._interrupted and is_alone:
            self._put_back(self._interrupted)
        self._interrupted.clear()

    def enqueue(self, kind: str, job_id: str, payload: Mapping[str, Any]) -> None:
        """Take a job; under an id that is known already, nothing happens."""
        DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": _WORKFLOW,
                "queue_name": _QUEUE,
                "workflow_id": job_id,
                "app_version": _VERSION,
            },
            kind,
            canonical.plain(dict(payload)),
        )

    def cancel(self, job_id: str) -> None:
        """Take a job that waits out of the queue."""
        DBOS.cancel_workflow(job_id)

    def states(self, job_ids: Collection[str]) -> dict[str, EngineState]:
        """How far these jobs have come."""
        if not job_ids:
            return {}
        found = DBOS.list_workflows(
            workflow_ids=list(job_ids), load_input=False, load_output=False
        )
        return {each.workflow_id: _STATES[each.status] for each in found}

    def forget(self, job_ids: Collection[str]) -> None:
        """Keep nothing of these jobs."""
        if job_ids:
            DBOS.delete_workflows(list(job_ids))

    def _config(self) -> DBOSConfig:
        return {
            "name": _NAME,
            "system_database_url": self._url,
            "dbos_system_schema": SCHEMA,
            "sys_db_pool_size": _POOL,
            "application_version": _VERSION,
            "executor_id": _EXECUTOR,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "enable_otlp": False,
            "log_level": "WARNING",
        }

    def _register(self) -> None:
        @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=_MOST_RECOVERIES)
        def job(kind: str, payload: dict[str, Any]) -> None:
            self._run(kind, payload)

    def _run(self, kind: str, payload: dict[str, Any]) -> None:
        job_id = DBOS.workflow_id
        if job_id is None:
            raise RuntimeError("called outside a job")
        with self._noted(job_id):
            self._works[kind](_DbosRun(job_id, payload, self._stopping.is_set))

    @contextmanager
    def _noted(self, job_id: str) -> Iterator[None]:
        self._active.add(job_id)
        try:
            yield
        except Interrupted:
            self._interrupted.add(job_id)
            raise
        finally:
            self._active.discard(job_id)

    def _put_back(self, job_ids: Collection[str]) -> None:
        """What was interrupted on purpose does not count as an attempt."""
        client = DBOSClient(
            system_database_url=self._url,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            application_name=_NAME,
        )
        try:
            for job_id in sorted(job_ids):
                client.resume_workflow(job_id, queue_name=_QUEUE)
        finally:
            client.destroy()


class _DbosRun(Run):
    """A job as a workflow whose steps are steps of DBOS."""

    def __init__(
        self, job_id: str, payload: Mapping[str, Any], is_stopping: Callable[[], bool]
    ) -> None:
        self._job_id = job_id
        self._payload = payload
        self._is_stopping = is_stopping

    @property
    def job_id(self) -> str:
        return self._job_id

    @property
    def payload(self) -> Mapping[str, Any]:
        return self._payload

    def step(self, name: str, call: Callable[[], Answer]) -> Answer:
        if self._is_stopping():
            raise Interrupted
        return DBOS.run_step({"name": name}, call)

    def is_stopping(self) -> bool:
        return self._is_stopping()


def _be_quiet() -> None:
    """Have DBOS log where the program says, and nowhere if it says nothing."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
