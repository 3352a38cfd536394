"""Use cases on the command line: a session, the clock, who asks, which network."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.cli import databases
from scheduler.cli.networks import network_named
from scheduler.sites.models import Site
from scheduler.trials.participants import Course, Participant, Visit

T = TypeVar("T")

Reads = Callable[[Session, datetime, str], T]
"""Reads with a session, as of now, in a network."""

Writes = Callable[[Session, datetime, Actor, str], T]
"""Changes with a session, now, by an actor, in a network."""


def asked(network: str | None, reads: Reads[T]) -> T:
    """What a use case answers that only reads."""
    with databases.opened_database() as database, database.reading() as session:
        return reads(session, databases.cli_clock(), network_named(session, network))


def done(network: str | None, writes: Writes[T]) -> T:
    """What a use case answers that changes something; again if the plan moved."""
    actor = databases.cli_actor()

    def change(session: Session) -> T:
        named = network_named(session, network)
        return writes(session, databases.cli_clock(), actor, named)

    with databases.opened_database() as database:
        return database.run(change)


def zone_of_participant(session: Session, network_id: str, participant_id: str) -> str:
    """The zone of a participant's site; UTC if there is none."""
    participant = session.get(Participant, (network_id, participant_id))
    if participant is None:
        return "UTC"
    site = session.get(Site, (network_id, participant.site_id))
    return "UTC" if site is None else site.zone


def zone_of_visit(session: Session, network_id: str, visit_id: str) -> str:
    """The zone of the site of a visit, or of a cycle of a course; UTC if unknown."""
    visit = session.get(Visit, (network_id, visit_id))
    if visit is not None:
        return zone_of_participant(session, network_id, visit.participant_id)
    course = session.scalars(
        select(Course).where(
            Course.network_id == network_id,
            Course.id == visit_id.rpartition("/")[0],
        )
    ).first()
    if course is None:
        return "UTC"
    return zone_of_participant(session, network_id, course.participant_id)
