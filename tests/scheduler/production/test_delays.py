"""Batches that are said to be released at another time."""

from datetime import datetime

import pytest

from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.jobs.kinds import REPLAN
from scheduler.planning.event_replans import EVENTS
from scheduler.production.affected import Happening
from scheduler.production.batches import fail
from scheduler.production.delays import DELAYED, delay
from scheduler.production.overdue import overdue_batches
from solver.problem.commitments import Firmness
from tests.scheduler.planning.replans import jobs, notices
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import (
    BATCH,
    RELEASED,
    a_batch_day,
    accepted,
    at,
    broken,
    doing,
    events,
    lost_ids,
    released,
    visits,
)


def late(
    seeded: Seeded,
    release_at: datetime,
    *,
    batch_id: str = BATCH,
    reason: str = "the synthesis is repeated",
    now: datetime | None = None,
) -> Happening:
    """The unit says when it is going to be."""
    return doing(
        seeded,
        lambda session: delay(
            session,
            now or seeded.now,
            PLANNER,
            network_id=NETWORK,
            batch_id=batch_id,
            release_at=release_at,
            reason=reason,
        ),
    )


def test_who_cannot_wait_is_told_before_the_release(database: Database) -> None:
    """
    It travels meanwhile: released at 13:00 it is in time for 13:25 alone. The promise
    before is broken, and a replan is asked for.
    """
    seeded = a_batch_day(database)
    first, *others, _ = visits(seeded)
    seeded.promise(Firmness.CONFIRMED, first)
    happening = late(seeded, at("13:00"))
    [event] = events(seeded, DELAYED)
    asked = [each for each in jobs(seeded) if each.kind == REPLAN]
    told = notices(seeded, DELAYED)

    assert lost_ids(happening) == [first, *others]
    assert happening.wants_replan
    assert broken(seeded).keys() == {first}
    assert event.details["release_at"] == "2026-09-15T13:00+02:00"
    assert [each.asked_by for each in asked] == [EVENTS.id]
    assert [each.details["num_lost"] for each in told.values()] == [1 + len(others)]


def test_a_delay_that_everybody_can_wait_for_costs_nobody(
    sqlite_database: Database,
) -> None:
    """
    Nor does the batch change: it is being made as it is planned.
    """
    seeded = a_batch_day(sqlite_database)
    before = visits(seeded)
    happening = late(seeded, at("07:00"))
    commitments = seeded.built().problem.commitments

    assert happening.lost == ()
    assert visits(seeded) == before
    assert [(each.batch_id, each.firmness) for each in commitments.batches] == [
        (BATCH, Firmness.FROZEN)
    ]


def test_what_is_said_twice_is_known(sqlite_database: Database) -> None:
    """
    Of an accepted batch as of a planned one; another time is new.
    """
    seeded = a_batch_day(sqlite_database)
    accepted(seeded)
    found = [late(seeded, at(each)) for each in ("07:00", "07:00", "07:05")]

    assert [each.is_new for each in found] == [True, False, True]
    assert {each.state for each in found} == {"accepted"}
    assert len(events(seeded, DELAYED)) == 2


def test_a_replan_knows_that_it_is_late(sqlite_database: Database) -> None:
    """
    The problem has the batch as late as it is said to be, until it is released.
    """
    seeded = a_batch_day(sqlite_database)
    late(seeded, at("07:45"))

    def quality_control_min() -> int:
        problem = seeded.built().problem
        run = next(each for each in problem.runs if each.id == BATCH)
        return next(
            each.quality_control_min
            for each in problem.processes
            if each.id == run.process_id
        )

    assert quality_control_min() == 67
    late(seeded, at("07:00"))
    assert quality_control_min() == 30


def test_nobody_is_told_of_a_silence_that_was_announced(
    sqlite_database: Database,
) -> None:
    """
    Release was planned at 07:08, and is said to be at 07:20: a quarter of an hour
    later it is overdue.
    """
    seeded = a_batch_day(sqlite_database)
    late(seeded, at("07:20"))

    def overdue(now: str) -> list[datetime]:
        with seeded.database.reading() as session:
            found = overdue_batches(session, at(now), NETWORK)
            return [each.release_at for each in found]

    assert overdue("07:34") == []
    assert overdue("07:35") == [at("07:20")]


def test_what_is_over_is_not_late(sqlite_database: Database) -> None:
    """
    A released batch was released when it was, and one that failed never is.
    """
    seeded = a_batch_day(sqlite_database)
    released(seeded, "16.3", now=RELEASED)
    with pytest.raises(WrongState, match="is released: it cannot be delayed"):
        late(seeded, at("09:00"), now=at("07:30"))


def test_a_failed_batch_is_not_late(sqlite_database: Database) -> None:
    """
    Whatever is said of it then.
    """
    seeded = a_batch_day(sqlite_database)
    doing(
        seeded,
        lambda session: fail(
            session,
            seeded.now,
            PLANNER,
            network_id=NETWORK,
            batch_id=BATCH,
            reason="target",
        ),
    )
    with pytest.raises(WrongState):
        late(seeded, at("09:00"))


def test_what_cannot_be_is_refused(sqlite_database: Database) -> None:
    """
    Every issue at once; and of a batch that nobody plans nothing is said.
    """
    seeded = a_batch_day(sqlite_database)
    with pytest.raises(Invalid) as raised:
        late(seeded, seeded.now, reason="")
    with pytest.raises(NotFound):
        late(seeded, at("09:00"), batch_id="O9")

    places = [each.place for each in raised.value.issues]
    assert places == ["reason", "release_at"]
