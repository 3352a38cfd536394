"""A small network in which something happens, and what that asks for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.jobs.happenings import happened
from scheduler.jobs.models import Job
from scheduler.networks.models import Network
from scheduler.planning.replan_requests import request_replan
from solver.config import SolverConfig
from tests.scheduler.jobs.asked import NETWORK, NOW, with_network

PERSON = Actor("test:planner")
AT_ONCE = 8


def planned(database: Database) -> Database:
    """The small network, as if a plan were in force."""
    with_network(database)
    set_network(database, plan_revision=1)
    return database


def tell(
    database: Database,
    seconds: float = 0,
    kind: str = "visit_requested",
    details: Mapping[str, Any] | None = None,
) -> int:
    """Something happens so late; the number of its event."""
    now = NOW + timedelta(seconds=seconds)
    with database.writing() as session:
        event = happened(session, now, PERSON, NETWORK, kind, "A-1", details)
        return event.number


def jobs(database: Database) -> list[Job]:
    """All jobs, in the order in which they were asked for."""
    with database.reading() as session:
        found = session.scalars(select(Job).order_by(Job.asked_at, Job.id)).all()
        session.expunge_all()
    return list(found)


def due_s(job: Job) -> float:
    """When a job is due [s]."""
    assert job.due_at is not None
    return (job.due_at - NOW).total_seconds()


def set_network(database: Database, **columns: Any) -> None:
    """Have the network otherwise."""
    with database.writing() as session:
        audited(session, NOW, PERSON, "test", chain=NETWORK)
        network = session.get_one(Network, NETWORK)
        for name, value in columns.items():
            setattr(network, name, value)


def asked_by_person(
    database: Database, *, shares: bool = True, time_limit_s: float = 60
) -> str:
    """A replan that a person asks for; its id."""
    with database.writing() as session:
        return request_replan(
            session,
            NOW,
            PERSON,
            network_id=NETWORK,
            config=SolverConfig(time_limit_s=time_limit_s),
            shares=shares,
        ).id
