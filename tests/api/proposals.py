"""Proposed plan versions, as a worker makes them, and how far their jobs have come."""

from collections.abc import Mapping
from typing import Any

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.jobs.models import JobState
from scheduler.jobs.requests import job_by_id
from scheduler.planning.problem_builder import build
from scheduler.planning.recording import record_proposal
from tests.api.service import Service
from tests.scheduler.planning.seeds import constructed

WORKER = Actor("job:replan")

LEVELS = [
    {"name": "served", "priority": "other", "value": 7, "bound": 9},
    {"name": "activity_kbq", "priority": None, "value": 2_500_000, "bound": 1_000_000},
]
"""Levels as the row of a job has them."""


def propose(service: Service, job_id: str | None = None) -> int:
    """Propose what a solve without time constructs; the version's number."""
    now = service.clock()
    with service.database.reading() as session:
        built = build(session, service.network, now)
    result = constructed(built.problem)
    with service.database.writing() as session:
        audited(session, now, WORKER, "propose", chain=service.network)
        return record_proposal(
            session, now, WORKER, built, result, job_id=job_id
        ).number


def set_job(service: Service, job_id: str, **columns: Any) -> None:
    """Have a job look as if a worker had come so far with it."""
    with service.database.writing() as session:
        job = job_by_id(session, job_id)
        for name, value in columns.items():
            setattr(job, name, value)


def run_job(service: Service, job_id: str, wall_s: float = 6.0) -> None:
    """Have a job run, with some progress."""
    progress: Mapping[str, Any] = {
        "wall_s": wall_s,
        "phase": "improve",
        "levels": LEVELS,
    }
    set_job(
        service,
        job_id,
        state=JobState.RUNNING,
        started_at=service.clock(),
        progress=progress,
    )


def end_job(
    service: Service, job_id: str, state: JobState = JobState.DONE, **columns: Any
) -> None:
    """Have a job end."""
    set_job(service, job_id, state=state, ended_at=service.clock(), **columns)
