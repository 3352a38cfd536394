"""A run without an engine: answers are remembered here, or not at all."""

from collections.abc import Callable, Mapping
from typing import Any

from scheduler.jobs.engine import Answer, Run

WORKER = "worker-1"


class MemoryRun(Run):
    """A run that remembers answers, as an engine does."""

    def __init__(
        self,
        job_id: str,
        payload: Mapping[str, Any] | None = None,
        worker_id: str = WORKER,
    ) -> None:
        self._job_id = job_id
        self._payload = payload or {}
        self._worker_id = worker_id
        self.answers: dict[str, Answer] = {}

    @property
    def job_id(self) -> str:
        """What the job goes by."""
        return self._job_id

    @property
    def worker_id(self) -> str:
        """Who is at it."""
        return self._worker_id

    @property
    def payload(self) -> Mapping[str, Any]:
        """What it was asked for with."""
        return self._payload

    def step(self, name: str, call: Callable[[], Answer]) -> Answer:
        """Call, unless the answer is remembered."""
        if name not in self.answers:
            self.answers[name] = call()
        return self.answers[name]

    def is_stopping(self) -> bool:
        """Never."""
        return False
