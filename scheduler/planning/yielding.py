"""Replans that nobody waits for give way to those that something has made urgent."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import Job, JobState

CLOCK = "schedule:"
"""How the ids of those begin who ask because it is time to, and wait for nothing."""


def is_of_the_clock(job: Job) -> bool:
    """Whether a job was asked for because it was time to."""
    return job.asked_by.startswith(CLOCK)


def stop_those_of_the_clock(session: Session, now: datetime, network_id: str) -> None:
    """
    Ask a replan of the clock that is at work to end with the best it has found.

    What it plans is not what is there any more, and one at a time is at work. One that
    ends in this very moment is left alone.
    """
    at_work = session.scalars(
        select(Job)
        .where(
            Job.network_id == network_id,
            Job.kind == REPLAN,
            Job.state == JobState.RUNNING,
            Job.cancel_asked_at.is_(None),
            Job.asked_by.startswith(CLOCK, autoescape=True),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for job in at_work:
        job.cancel_asked_at = now
