"""Batches without a word, and doses that nobody was given: told of once."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.jobs.models import Event
from scheduler.notices.models import Notice
from scheduler.production.watching import (
    BATCH_OVERDUE,
    DOSE_EXPIRED,
    Watched,
    late_releases,
    tell_late_releases,
)
from tests.scheduler.planning.seeds import NETWORK, Seeded
from tests.scheduler.production.batch_day import (
    BATCH,
    RELEASED,
    SHIPMENT,
    a_batch_day,
    accepted,
    at,
    fact,
    released,
    visits,
)

CLOCK = Actor("job:late-releases", "job-1")


def watched(seeded: Seeded, now: datetime) -> Watched:
    """What somebody is to be told of."""
    with seeded.database.reading() as session:
        return late_releases(session, now, NETWORK)


def told(seeded: Seeded, now: datetime) -> Watched:
    """What the job of the clock tells of."""
    return seeded.database.run(
        lambda session: tell_late_releases(session, now, CLOCK, NETWORK)
    )


def batches(found: Watched) -> list[str]:
    """The batches among it."""
    return [each.batch_id for each in found.batches]


def events(seeded: Seeded, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Subjects and details of the events of a kind."""
    with seeded.database.reading() as session:
        found = session.scalars(
            select(Event).where(Event.kind == kind).order_by(Event.number)
        )
        return [(each.subject, each.details) for each in found]


def test_a_batch_without_a_word_is_told_of_once(database: Database) -> None:
    """
    Release was planned at 07:08; a quarter of an hour later its unit and the site hear
    of it, and then no more. Everybody can still be served.
    """
    seeded = a_batch_day(database)
    before = batches(watched(seeded, at("07:22")))
    found = batches(told(seeded, at("07:23")))
    again = batches(told(seeded, at("07:24")))
    [(subject, details)] = events(seeded, BATCH_OVERDUE)
    with database.reading() as session:
        subjects = session.scalars(
            select(Notice.subject).where(Notice.kind == BATCH_OVERDUE)
        ).all()

    assert (before, found, again) == ([], [BATCH], [])
    assert subject == BATCH
    assert details["release_at"] == "2026-09-15T07:08+02:00"
    assert not details["wants_replan"]
    assert sorted(subjects) == [BATCH, SHIPMENT]


def test_an_accepted_batch_is_still_waited_for(sqlite_database: Database) -> None:
    """
    That the unit will make it is no word of its release.
    """
    seeded = a_batch_day(sqlite_database)
    accepted(seeded)

    assert batches(watched(seeded, at("07:23"))) == [BATCH]


def test_a_released_batch_is_not_overdue(sqlite_database: Database) -> None:
    """
    Whatever it holds.
    """
    seeded = a_batch_day(sqlite_database)
    released(seeded, "16.3", now=RELEASED)

    assert batches(watched(seeded, at("07:23"))) == []


def test_a_replan_is_wanted_where_somebody_cannot_be_served(
    sqlite_database: Database,
) -> None:
    """
    Released at noon at the earliest, whose dose is of no use by then has lost it.
    """
    seeded = a_batch_day(sqlite_database)
    found = told(seeded, at("12:00"))
    [(_, details)] = events(seeded, BATCH_OVERDUE)
    [batch] = found.batches

    assert batch.lost
    assert set(batch.lost) < set(visits(seeded))
    assert details["lost"] == sorted(batch.lost)
    assert details["wants_replan"]


def test_a_dose_past_its_use_is_told_of_once(database: Database) -> None:
    """
    Whose visit nobody has recorded; of one that is recorded nothing is to be said.
    """
    seeded = a_batch_day(database)
    given, *others = visits(seeded)
    fact(seeded, given)
    found = told(seeded, at("20:00"))
    again = told(seeded, at("20:01"))
    expired = events(seeded, DOSE_EXPIRED)

    assert {each.visit_id for each in found.doses} == set(others)
    assert again.doses == ()
    assert {subject for subject, _ in expired} == set(others)
    assert not any(details["wants_replan"] for _, details in expired)


def test_whose_batch_never_came_is_planned_anew(sqlite_database: Database) -> None:
    """
    The batch was told of while everybody could still be served, and never again.
    """
    seeded = a_batch_day(sqlite_database)
    told(seeded, at("07:23"))
    told(seeded, at("20:00"))
    expired = events(seeded, DOSE_EXPIRED)

    assert {subject for subject, _ in expired} == set(visits(seeded))
    assert all(details["wants_replan"] for _, details in expired)


def test_whose_batch_came_may_have_had_the_dose(sqlite_database: Database) -> None:
    """
    Their site has to say so first: nobody is to be given a second one.
    """
    seeded = a_batch_day(sqlite_database)
    released(seeded, "16.3", now=RELEASED)
    told(seeded, at("20:00"))
    expired = events(seeded, DOSE_EXPIRED)

    assert expired
    assert not any(details["wants_replan"] for _, details in expired)
