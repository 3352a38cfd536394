"""Replans of the clock give way to events; those of people do not."""

from datetime import timedelta

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.jobs.happenings import happened
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import list_jobs, request_job
from scheduler.networks.models import Network
from scheduler.planning.replan import payload_of
from solver.config import SolverConfig
from tests.scheduler.jobs.asked import NETWORK, NOW, set_state, with_network

CLOCK, PERSON = Actor("schedule:nightly-replan"), Actor("test:planner")
LATER = NOW + timedelta(minutes=1)


def after_an_event(database: Database, actor: Actor, state: JobState) -> list[Job]:
    """All jobs after an event, where a long replan was asked for before."""
    with_network(database)
    with database.writing() as session:
        audited(session, NOW, PERSON, "test", chain=NETWORK)
        session.get_one(Network, NETWORK).plan_revision = 1
        request_job(
            session,
            NOW,
            actor,
            kind=REPLAN,
            network_id=NETWORK,
            payload=payload_of(SolverConfig(time_limit_s=600)),
            job_id="long",
        )
    set_state(database, "long", state)
    with database.writing() as session:
        happened(session, LATER, PERSON, NETWORK, "batch_failed", "B-1")
    with database.reading() as session:
        return sorted(list_jobs(session), key=lambda each: each.asked_at)


def test_a_replan_of_the_clock_ends_with_what_it_has(database: Database) -> None:
    """
    The one that the event asks for is next, and does not wait for ten minutes.
    """
    long, short = after_an_event(database, CLOCK, JobState.RUNNING)

    assert long.cancel_asked_at == LATER
    assert short.state is JobState.WAITING
    assert short.payload["time_limit_s"] == 5


def test_one_of_the_clock_that_waits_becomes_a_short_one(database: Database) -> None:
    """
    Who shares it is answered as soon as with one of their own.
    """
    [job] = after_an_event(database, CLOCK, JobState.WAITING)

    assert job.id == "long"
    assert job.payload["time_limit_s"] == 5
    assert job.cancel_asked_at is None


def test_what_a_person_asked_for_goes_on(sqlite_database: Database) -> None:
    """
    They wait for just that.
    """
    long, _ = after_an_event(sqlite_database, PERSON, JobState.RUNNING)

    assert long.cancel_asked_at is None
    assert long.payload["time_limit_s"] == 600
