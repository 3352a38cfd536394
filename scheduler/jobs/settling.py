"""Rows and engine after a mishap: where they disagree, jobs go on or end."""

from datetime import datetime

from sqlalchemy import select

from scheduler.database.database import Database
from scheduler.jobs.claims import give_back
from scheduler.jobs.engine import Engine, EngineState
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import job_by_id

_FAILURES = {
    EngineState.DONE: "its end was not written down; ask for it again",
    EngineState.FAILED: "it failed for a reason that could not be written down",
    EngineState.CANCELLED: "it was taken out of the queue",
}


def settle(database: Database, engine: Engine, now: datetime, worker_id: str) -> None:
    """
    Have the rows of a worker's jobs agree with its engine.

    A job that nobody is at is left to whoever takes it; one that the engine has ended
    without a word ends here, too.
    """
    with database.reading() as session:
        rows = session.scalars(
            select(Job.id).where(
                Job.state == JobState.RUNNING, Job.worker_id == worker_id
            )
        ).all()
    idle = set(rows) - set(engine.at_work())
    states = engine.states(idle)
    for job_id in sorted(idle):
        failure = _FAILURES.get(states.get(job_id, EngineState.GOING))
        with database.writing() as session:
            if failure is None:
                give_back(session, worker_id, [job_id])
                continue
            job = job_by_id(session, job_id, lock=True)
            if (job.state, job.worker_id) == (JobState.RUNNING, worker_id):
                job.state = JobState.FAILED
                job.failure = failure
                job.ended_at = now
