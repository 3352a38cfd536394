"""
The port to the engine that makes jobs durable.

An engine begins jobs in this process, and remembers the answer of every step: a job
whose worker died goes on, wherever it is begun again, after its last finished step.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any, Protocol

Answer = dict[str, Any]
"""What a step leaves: plain JSON, and small, since the engine keeps it."""


class EngineState(StrEnum):
    """How far a job has come, in the books of the engine."""

    GOING = "going"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Interrupted(BaseException):
    """
    The worker stops; the job stays where it is, and goes on where a worker takes it.

    No ``Exception``, so that nothing on the way takes it for a failure of the job.
    """


class Run(Protocol):
    """One job, while a worker is at it."""

    @property
    def job_id(self) -> str:
        """What the job goes by."""

    @property
    def worker_id(self) -> str:
        """Who is at it."""

    @property
    def payload(self) -> Mapping[str, Any]:
        """What it was asked for with."""

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
    """Durable steps of jobs, in this process."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of job it can work on."""

    def start(self) -> None:
        """Be ready for jobs, until ``stop``."""

    def stop(self) -> None:
        """Interrupt what runs, so that it goes on where it is begun again."""

    def begin(self, kind: str, job_id: str, payload: Mapping[str, Any]) -> None:
        """
        Have a job done here, after the last step that is remembered of it.

        Wherever else it was begun before, no step is remembered from now on.
        """

    def at_work(self) -> Collection[str]:
        """Jobs that were begun here, and go on."""

    def states(self, job_ids: Collection[str]) -> dict[str, EngineState]:
        """How far these jobs have come; those it does not know are left out."""

    def abandon(self, worker_ids: Collection[str]) -> None:
        """Have these workers begin nothing any more: they are dead."""
