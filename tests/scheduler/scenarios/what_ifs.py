"""What-ifs of networks in a database, solved in this process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from scheduler.database.database import Database
from scheduler.jobs.engine import Answer, Run
from scheduler.jobs.followed import followed
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import job_by_id
from scheduler.jobs.rows import JobRows
from scheduler.planning.solving import Limits, Watch
from scheduler.planning.versions import PlanVersion
from scheduler.scenarios.asking import Asked, ask_what_if, rebase
from scheduler.scenarios.changes import Change
from scheduler.scenarios.listing import scenario_named
from scheduler.scenarios.models import Scenario
from scheduler.scenarios.promoting import promote
from scheduler.scenarios.running import WhatIf
from solver.config import SolverConfig
from solver.documents import read_document, write_document
from solver.problem.problem import Problem
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, constructed

T = TypeVar("T")

QUICK = SolverConfig(time_limit_s=20)
WORKER = "worker-1"


class OneRun(Run):
    """A run without an engine: every step is called."""

    def __init__(self, job: Job) -> None:
        self._job = job

    @property
    def job_id(self) -> str:
        """The one job."""
        return self._job.id

    @property
    def worker_id(self) -> str:
        """The one worker."""
        return WORKER

    @property
    def payload(self) -> dict[str, object]:
        """What it was asked for with."""
        return {"network_id": NETWORK, **self._job.payload}

    def step(self, name: str, call: Callable[[], Answer]) -> Answer:
        """Call."""
        return call()

    def is_stopping(self) -> bool:
        """Never."""
        return False


def solve_here(
    problem: bytes, config: SolverConfig, limits: Limits, watch: Watch
) -> bytes:
    """A first plan, in this process."""
    return write_document(constructed(read_document(problem, Problem)))


@dataclass(frozen=True)
class WhatIfs:
    """What-ifs of a network."""

    seeded: Seeded

    @property
    def database(self) -> Database:
        """Where they are kept."""
        return self.seeded.database

    def ask(self, *changes: Change, version: int | None = None) -> str:
        """Ask for one; its id."""
        asked = Asked("a test", changes, version, QUICK)
        return self._run(ask_what_if, asked=asked).id

    def solve(self, scenario_id: str) -> Job:
        """Have a worker do it."""
        with self.database.writing() as session:
            job = job_by_id(session, scenario_id)
            job.state, job.worker_id = JobState.RUNNING, WORKER
        rows = JobRows(self.database, lambda: self.seeded.now)
        work = WhatIf(self.database, lambda: self.seeded.now, Limits())
        followed(work, rows)(OneRun(job))
        with self.database.reading() as session:
            return job_by_id(session, scenario_id)

    def solved(self, *changes: Change, version: int | None = None) -> str:
        """Ask for one, and have it done; its id."""
        scenario_id = self.ask(*changes, version=version)
        job = self.solve(scenario_id)
        assert (job.state, job.failure) == (JobState.DONE, None)
        return scenario_id

    def row(self, scenario_id: str) -> Scenario:
        """What is kept of one."""
        with self.database.reading() as session:
            return scenario_named(session, NETWORK, scenario_id)

    def promote(self, scenario_id: str, reason: str = "it serves more") -> PlanVersion:
        """Propose its plan."""
        return self._run(promote, scenario_id=scenario_id, reason=reason)

    def rebase(self, scenario_id: str) -> str:
        """Ask for the same changes of what is there now; the id of the new one."""
        return self._run(rebase, scenario_id=scenario_id).id

    def _run(self, change: Callable[..., T], **named: object) -> T:
        return self.database.run(
            lambda session: change(
                session, self.seeded.now, PLANNER, network_id=NETWORK, **named
            )
        )
