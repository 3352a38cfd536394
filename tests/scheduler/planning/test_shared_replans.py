"""Replans that events share with each other, with people, and never with a solve."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.jobs.claims import Places, take
from scheduler.jobs.happenings import happened
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import Event as EventRow
from scheduler.jobs.models import JobState
from scheduler.planning.replan_requests import take_over
from tests.scheduler.jobs.asked import NETWORK, NOW, set_state
from tests.scheduler.planning.asking import (
    AT_ONCE,
    PERSON,
    asked_by_person,
    jobs,
    planned,
    tell,
)
from tests.scheduler.planning.replans import ask, replan
from tests.scheduler.planning.seeds import NETWORK as IN_PLACE
from tests.scheduler.planning.seeds import seed_planned


def test_what_happens_between_build_and_record_gets_its_own(
    sqlite_database: Database,
) -> None:
    """
    What is recorded then was found without it: the next replan knows of it.
    """
    seeded = seed_planned(sqlite_database, "late-flight-trondheim-before")
    first = ask(seeded)
    set_state(sqlite_database, first, JobState.RUNNING)
    numbers: list[int] = []

    def failed(session: Session) -> int:
        event = happened(session, seeded.now, PERSON, IN_PLACE, "batch_failed", "B")
        return event.number

    replan(
        seeded,
        first,
        meanwhile=lambda there: numbers.append(there.database.run(failed)),
    )

    waiting = [each for each in jobs(sqlite_database) if each.id != first]
    assert [each.state for each in waiting] == [JobState.WAITING]
    assert waiting[0].payload["because"] == numbers


def test_a_replan_that_begins_in_the_same_moment_sees_the_event(
    database: Database,
) -> None:
    """
    Nobody begins a replan that somebody is about to share: not before the commit.
    """
    planned(database)
    tell(database)
    told, may_commit = Event(), Event()

    def share() -> int:
        with database.writing() as session:
            now = NOW + timedelta(seconds=1.5)
            number = happened(
                session, now, PERSON, NETWORK, "batch_failed", "B", {}
            ).number
            told.set()
            may_commit.wait(5)
            return number

    def begin() -> list[int]:
        told.wait(5)
        now = NOW + timedelta(seconds=10)
        while (job := take(database, now, "worker", [REPLAN], Places())) is None:
            may_commit.set()
        with database.reading() as session:
            seen = session.scalars(select(EventRow.number)).all()
        assert set(job.payload["because"]) <= set(seen)
        return list(job.payload["because"])

    with ThreadPoolExecutor(2) as pool:
        sharing, beginning = pool.submit(share), pool.submit(begin)
        may_commit.wait(0.5)
        may_commit.set()

    assert sharing.result() in beginning.result()
    assert len(jobs(database)) == 1


def test_eight_events_at_once_share_one(database: Database) -> None:
    """
    However they meet, one replan waits, and it names them all.
    """
    planned(database)
    barrier = Barrier(AT_ONCE)

    def tell(_: int) -> int:
        barrier.wait()
        return database.run(
            lambda session: (
                happened(session, NOW, PERSON, NETWORK, "visit_requested", "A-1").number
            )
        )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = set(pool.map(tell, range(AT_ONCE)))

    (job,) = jobs(database)
    assert len(numbers) == AT_ONCE
    assert set(job.payload["because"]) == numbers


def test_a_replan_that_waits_is_shared_as_it_is(sqlite_database: Database) -> None:
    """
    A person's begins when it would have, with the limits of the person.
    """
    planned(sqlite_database)
    asked = asked_by_person(sqlite_database, time_limit_s=60)
    number = tell(sqlite_database)

    (job,) = jobs(sqlite_database)
    assert (job.id, job.asked_by, job.due_at) == (asked, PERSON.id, None)
    assert job.payload["time_limit_s"] == 60
    assert job.payload["because"] == [number]


def test_one_that_is_due_much_later_is_not_waited_for(
    sqlite_database: Database,
) -> None:
    """
    A replan of the night is no answer to a batch that has failed at noon.
    """
    planned(sqlite_database)
    nightly = asked_by_person(sqlite_database)
    tonight = NOW + timedelta(hours=12)
    set_state(sqlite_database, nightly, JobState.WAITING, due_at=tonight)
    tell(sqlite_database)

    assert len(jobs(sqlite_database)) == 2


def test_who_asks_meanwhile_takes_it_over(database: Database) -> None:
    """
    It is theirs, begins at once with their limits, and serves the events all the same.
    """
    planned(database)
    number = tell(database)
    asked = asked_by_person(database, shares=False, time_limit_s=60)

    (job,) = jobs(database)
    assert (job.id, job.asked_by, job.due_at) == (asked, PERSON.id, None)
    assert (job.payload["time_limit_s"], job.payload["because"]) == (60, [number])


def test_a_persons_replan_is_not_taken_over(sqlite_database: Database) -> None:
    """
    Somebody wants just what they have asked for.
    """
    planned(sqlite_database)
    asked_by_person(sqlite_database)
    with sqlite_database.writing() as session:
        taken = take_over(
            session, NOW, Actor("test:other"), network_id=NETWORK, payload={}
        )

    assert taken is None
