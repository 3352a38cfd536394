"""
The engine: DBOS, inside this process.

It opens no port and talks to nobody but its database.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from scheduler import canonical
from scheduler.jobs.books import SCHEMA
from scheduler.jobs.engine import Answer, EngineState, Interrupted, Run, Work

_NAME = "tracerplan"
_WORKFLOW = "tracerplan.job"

_VERSION = "2"
"""
Of the order of steps in the kinds of job, raised on purpose.

A job goes on only in the version it began in; in another it begins anew.
"""

_POLL_S = 0.2
_STOP_S = 20.0
"""How long interrupted steps may take to end; a child process is killed by then."""

_BEGUN_S = 10.0
"""
How long DBOS may take from what is enqueued to its first step.

A database that stops in between has DBOS log the job and forget it, so that nobody
is at it until this is over. Whoever is too early harms nothing: the job is resumed.
"""

_POOL = 8

_STATES = {
    "SUCCESS": EngineState.DONE,
    "ERROR": EngineState.FAILED,
    "CANCELLED": EngineState.CANCELLED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": EngineState.FAILED,
}


class DbosEngine:
    """
    Durable jobs by DBOS; one per process at a time.

    Every worker has a queue of its own, on which is what it has taken: who takes
    which job, and when, is written in the rows of the jobs.

    Parameters
    ----------
    url
        Address of the engine's own database.
    works
        What is done for a job, by kind.
    worker_id
        Of this process, from its start to its end, and of no other.
    """

    def __init__(self, url: str, works: Mapping[str, Work], worker_id: str) -> None:
        self._url = url
        self._works = dict(works)
        self._worker_id = worker_id
        self._queue = _queue_of(worker_id)
        self._stopping = threading.Event()
        self._active: set[str] = set()
        self._begun: dict[str, float] = {}

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of job it can work on."""
        return self._works.keys()

    def start(self) -> None:
        """Be ready for jobs, until ``stop``."""
        _be_quiet()
        self._stopping.clear()
        DBOS(config=self._config())
        try:
            self._register()
            DBOS.listen_queues([self._queue])
            DBOS.launch()
            DBOS.register_queue(
                self._queue, polling_interval_sec=_POLL_S, on_conflict="always_update"
            )
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            raise

    def stop(self) -> None:
        """Interrupt what runs, so that it goes on where it is begun again."""
        self._stopping.set()
        deadline = time.monotonic() + _STOP_S
        while self._active and time.monotonic() < deadline:
            time.sleep(_POLL_S / 4)
        with suppress(SQLAlchemyError):  # whoever finds us dead does it
            DBOS.delete_queue(self._queue)
        DBOS.destroy(destroy_registry=True)

    def begin(self, kind: str, job_id: str, payload: Mapping[str, Any]) -> None:
        """Have a job done here, after the last step that is remembered of it."""
        self._begun[job_id] = time.monotonic()
        try:
            self._enqueue(kind, job_id, payload)
        except BaseException:
            self._begun.pop(job_id, None)
            raise

    def at_work(self) -> Collection[str]:
        """Jobs that were begun here, and go on."""
        since = time.monotonic() - _BEGUN_S
        begun = {job_id for job_id, at in list(self._begun.items()) if at > since}
        return begun | self._active

    def states(self, job_ids: Collection[str]) -> dict[str, EngineState]:
        """How far these jobs have come."""
        if not job_ids:
            return {}
        found = DBOS.list_workflows(
            workflow_ids=list(job_ids), load_input=False, load_output=False
        )
        return {
            each.workflow_id: _STATES.get(each.status, EngineState.GOING)
            for each in found
        }

    def abandon(self, worker_ids: Collection[str]) -> None:
        """Have these workers begin nothing any more: they are dead."""
        for worker_id in worker_ids:
            DBOS.delete_queue(_queue_of(worker_id))

    def _enqueue(self, kind: str, job_id: str, payload: Mapping[str, Any]) -> None:
        known = DBOS.list_workflows(
            workflow_ids=[job_id], load_input=False, load_output=False
        )
        if any(each.app_version != _VERSION for each in known):
            DBOS.delete_workflows([job_id])
        elif known:
            # Whoever was at it is not its owner any more, and keeps no answer.
            DBOS.resume_workflow(job_id, queue_name=self._queue)
            return
        DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": _WORKFLOW,
                "queue_name": self._queue,
                "workflow_id": job_id,
                "app_version": _VERSION,
            },
            kind,
            canonical.plain(dict(payload)),
        )

    def _config(self) -> DBOSConfig:
        return {
            "name": _NAME,
            "system_database_url": self._url,
            "dbos_system_schema": SCHEMA,
            "sys_db_pool_size": _POOL,
            "application_version": _VERSION,
            "executor_id": self._worker_id,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "enable_otlp": False,
            "log_level": "WARNING",
        }

    def _register(self) -> None:
        @DBOS.workflow(name=_WORKFLOW)
        def job(kind: str, payload: dict[str, Any]) -> None:
            self._run(kind, payload)

    def _run(self, kind: str, payload: dict[str, Any]) -> None:
        job_id = DBOS.workflow_id
        if job_id is None:
            raise RuntimeError("called outside a job")
        with self._noted(job_id):
            run = _DbosRun(job_id, self._worker_id, payload, self._stopping.is_set)
            self._works[kind](run)

    @contextmanager
    def _noted(self, job_id: str) -> Iterator[None]:
        self._active.add(job_id)
        self._begun.pop(job_id, None)
        try:
            yield
        finally:
            self._active.discard(job_id)


def forget(url: str, job_ids: Collection[str]) -> None:
    """
    Keep nothing of some jobs.

    Parameters
    ----------
    url
        Address of the engine's own database.
    """
    client = DBOSClient(
        system_database_url=url,
        dbos_system_schema=SCHEMA,
        serializer=DBOSPortableJSONSerializer(),
        application_name=_NAME,
    )
    try:
        client.delete_workflows(list(job_ids))
    finally:
        client.destroy()


class _DbosRun(Run):
    """A job as a workflow whose steps are steps of DBOS."""

    def __init__(
        self,
        job_id: str,
        worker_id: str,
        payload: Mapping[str, Any],
        is_stopping: Callable[[], bool],
    ) -> None:
        self._job_id = job_id
        self._worker_id = worker_id
        self._payload = payload
        self._is_stopping = is_stopping

    @property
    def job_id(self) -> str:
        return self._job_id

    @property
    def worker_id(self) -> str:
        return self._worker_id

    @property
    def payload(self) -> Mapping[str, Any]:
        return self._payload

    def step(self, name: str, call: Callable[[], Answer]) -> Answer:
        if self._is_stopping():
            raise Interrupted
        return DBOS.run_step({"name": name}, call)

    def is_stopping(self) -> bool:
        return self._is_stopping()


def _queue_of(worker_id: str) -> str:
    return f"{_NAME}.{worker_id}"


def _be_quiet() -> None:
    """Have DBOS log where the program says, and nowhere if it says nothing."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
