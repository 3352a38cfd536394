"""An engine that keeps its books in memory, and works on nothing by itself."""

from collections.abc import Collection, Mapping
from typing import Any

from scheduler.jobs.engine import Engine, EngineState


class MemoryEngine(Engine):
    """What was asked of an engine, and states as a test wants them."""

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds
        self.begun: list[tuple[str, str, dict[str, Any]]] = []
        self.going: set[str] = set()
        self.known: dict[str, EngineState] = {}

    @property
    def kinds(self) -> Collection[str]:
        """What it could work on."""
        return self._kinds

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def begin(self, kind: str, job_id: str, payload: Mapping[str, Any]) -> None:
        """Note what is begun."""
        self.begun.append((kind, job_id, dict(payload)))
        self.going.add(job_id)
        self.known[job_id] = EngineState.GOING

    def at_work(self) -> Collection[str]:
        """What a test says goes on."""
        return self.going

    def states(self, job_ids: Collection[str]) -> dict[str, EngineState]:
        """What it knows."""
        return {each: self.known[each] for each in job_ids if each in self.known}

    def abandon(self, worker_ids: Collection[str]) -> None:
        """Nobody else is known."""
