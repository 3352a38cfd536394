"""An engine that keeps its books in memory, and works on nothing by itself."""

from collections.abc import Collection, Mapping
from typing import Any

from scheduler.jobs.engine import Engine, EngineState


class MemoryEngine(Engine):
    """What was asked of an engine, and states as a test wants them."""

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds
        self.enqueued: list[tuple[str, str, dict[str, Any]]] = []
        self.known: dict[str, EngineState] = {}
        self.forgotten: list[str] = []

    @property
    def kinds(self) -> Collection[str]:
        """What it could work on."""
        return self._kinds

    def start(self) -> None:
        """Nothing to start."""

    def stop(self, *, is_alone: bool = True) -> None:
        """Nothing to stop."""

    def enqueue(self, kind: str, job_id: str, payload: Mapping[str, Any]) -> None:
        """Note what is asked for, once."""
        if job_id not in self.known:
            self.enqueued.append((kind, job_id, dict(payload)))
            self.known[job_id] = EngineState.WAITING

    def cancel(self, job_id: str) -> None:
        """Note that it is not wanted."""
        self.known[job_id] = EngineState.CANCELLED

    def states(self, job_ids: Collection[str]) -> dict[str, EngineState]:
        """What it knows."""
        return {each: self.known[each] for each in job_ids if each in self.known}

    def forget(self, job_ids: Collection[str]) -> None:
        """Note what is to be forgotten."""
        self.forgotten.extend(job_ids)
