"""Something periodic for tests, and looks at the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler.clockwork.cadences import Cadence, Every
from scheduler.clockwork.models import Schedule
from scheduler.clockwork.periodic import Periodic
from scheduler.database.database import Database
from scheduler.jobs.models import Job

MINUTE = timedelta(minutes=1)
EVERY_MINUTE = Every(every_s=60)


def counting(
    name: str = "count", *, of_network: bool = False, cadence: Cadence = EVERY_MINUTE
) -> Periodic:
    """A job for every slot."""
    return Periodic(
        name=name, description="Counts.", cadence=cadence, is_of_network=of_network
    )


def by_name(*periodics: Periodic) -> dict[str, Periodic]:
    """As they are registered."""
    return {each.name: each for each in periodics}


EVERY_SECOND_TWICE = by_name(
    counting("count", cadence=Every(every_s=1)),
    counting("look", of_network=True, cadence=Every(every_s=1)),
)
"""In the database and in each network, a job every second."""


def job_ids(database: Database) -> Sequence[str]:
    """Ids of all jobs, in order."""
    with database.reading() as session:
        return session.scalars(select(Job.id).order_by(Job.id)).all()


def rows(database: Database) -> dict[str, Schedule]:
    """All schedules by id."""
    with database.reading() as session:
        return {each.id: each for each in session.scalars(select(Schedule))}


def slot_text(at: datetime) -> str:
    """A slot as jobs name it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
