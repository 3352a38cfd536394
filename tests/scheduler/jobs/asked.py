"""A network that jobs are asked for, and jobs in its rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.imports.rows.writing import write_file
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import job_by_id, request_job
from solver.problem.problem import Problem
from tests.scheduler.imports.small_file import SMALL_FILE, as_bytes
from tests.scheduler.jobs.memory_run import WORKER

NOW = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
"""The instant of the small file."""

ACTOR = Actor("cli:planner", "request-1")
NETWORK = "small"


def clock() -> datetime:
    """A clock that stands still."""
    return NOW


def small_problem() -> Problem:
    """The problem of the network."""
    return to_problem(read_planning_file(as_bytes(SMALL_FILE)))


def with_network(database: Database, network_id: str = NETWORK) -> Database:
    """The database, with the small network in it."""
    file = read_planning_file(as_bytes(SMALL_FILE))
    with database.writing() as session:
        audited(session, NOW, ACTOR, "import", chain=network_id)
        write_file(session, file, network_id=network_id, now=NOW)
    return database


def ask(
    database: Database,
    job_id: str,
    kind: str = "count",
    minutes: int = 0,
    network_id: str = NETWORK,
    **payload: Any,
) -> None:
    """Ask for a job, so many minutes after the others."""
    with database.writing() as session:
        request_job(
            session,
            NOW + timedelta(minutes=minutes),
            ACTOR,
            kind=kind,
            network_id=network_id,
            payload=payload,
            job_id=job_id,
        )


def job_of(database: Database, job_id: str) -> Job:
    """A job as it is in its row."""
    with database.reading() as session:
        return job_by_id(session, job_id)


def give_to(database: Database, job_id: str, worker_id: str = WORKER) -> None:
    """Have a worker be at a job."""
    set_state(database, job_id, JobState.RUNNING, worker_id=worker_id)


def set_state(database: Database, job_id: str, state: JobState, **columns: Any) -> None:
    """Have a job look as if it had come so far."""
    with database.writing() as session:
        job = job_by_id(session, job_id)
        job.state = state
        for name, value in columns.items():
            setattr(job, name, value)
