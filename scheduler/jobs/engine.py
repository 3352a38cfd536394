"""
The port to the engine that makes jobs durable.

An engine takes jobs under an id, works on them one after the other, and remembers the
answer of every step: a job whose worker died goes on after its last finished step.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, Protocol

Answer = dict[str, Any]
"""What a step leaves: plain JSON, and small, since the engine keeps it."""


class EngineState(StrEnum):
    """How far a job has come, in the books of the engine."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GIVEN_UP = "given_up"
    """Its worker died too often."""


class Interrupted(BaseException):
    """
    The worker stops; the job stays where it is, and goes on when a worker starts.

    No ``Exception``, so that nothing on the way takes it for a failure of the job.
    """


class Run(Protocol):
    """One job, while a worker is at it."""

    @property
    def job_id(self) -> str:
        """What the job goes by."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """What it was enqueued with."""

    def step(self, name: str, call: Callable[[], Answer]) -> Answer:
        """
        Call, and remember the answer; if it is remembered already, do not call.

        A worker may die after the call and before the answer is kept: the step is
        then called again, and has to leave the same trace as once. Which steps follow
        each other may depend on their answers only.

        Raises
        ------
        Interrupted
            If the worker stops.

        """

    def is_stopping(self) -> bool:
        """Whether the worker stops: a long step then raises ``Interrupted``."""


Work = Callable[[Run], None]
"""What is done for a job of one kind."""


class Engine(Protocol):
    """Durable jobs."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of job it can work on."""

    def start(self) -> None:
        """Work on jobs, those that a dead worker left included, until ``stop``."""

    def stop(self, *, is_alone: bool = True) -> None:
        """
        Interrupt what runs, so that it goes on at the next start.

        Parameters
        ----------
        is_alone
            Whether no other worker can have taken up these jobs meanwhile.
        """

    def enqueue(self, kind: str, job_id: str, payload: Mapping[str, Any]) -> None:
        """Take a job; under an id that is known already, nothing happens."""

    def cancel(self, job_id: str) -> None:
        """Take a job that waits out of the queue; what is known of it stays."""

    def states(self, job_ids: Collection[str]) -> dict[str, EngineState]:
        """How far these jobs have come; those it does not know are left out."""

    def forget(self, job_ids: Collection[str]) -> None:
        """Keep nothing of these jobs."""
