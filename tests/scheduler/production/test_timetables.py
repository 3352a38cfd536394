"""The day on which a batch is low or late: prepared, kept, outdated."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.clockwork.chores import chores_on
from scheduler.database.database import Database
from scheduler.jobs.kinds import TIMETABLES
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import request_job
from scheduler.networks.revisions import touch
from scheduler.production.preparing import Preparation, is_due, preparation
from scheduler.production.timetable_records import (
    BatchTimetables,
    PreparedTimetable,
    chosen,
)
from scheduler.production.timetable_rows import TimetableRow
from scheduler.production.timetables import keep, timetables_in
from solver.contingency.timetables import Mishap
from solver.problem.problem import Problem
from tests.scheduler.jobs.memory_run import MemoryRun
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded
from tests.scheduler.production.batch_day import (
    BATCH,
    CONTENT_KBQ,
    EOS,
    RELEASED,
    a_batch_day,
    accepted,
    at,
    released,
    visits,
)

NOON_BEFORE = at("12:00") - timedelta(days=1)


def is_wanted(seeded: Seeded, now: datetime = NOON_BEFORE) -> bool:
    """Whether something is to be prepared."""
    with seeded.database.reading() as session:
        return is_due(session, now, NETWORK)


def prepared(
    seeded: Seeded, now: datetime = NOON_BEFORE
) -> tuple[BatchTimetables, ...]:
    """What is prepared at a time."""
    with seeded.database.reading() as session:
        due = preparation(session, now, NETWORK)
    return () if due is None else due.timetables()


def kept(seeded: Seeded, found: tuple[BatchTimetables, ...]) -> list[str]:
    """Batches of which it was kept."""
    return seeded.database.run(lambda session: keep(session, NETWORK, found))


def listed(seeded: Seeded, now: datetime = NOON_BEFORE) -> tuple[BatchTimetables, ...]:
    """What people are shown."""
    with seeded.database.reading() as session:
        return timetables_in(session, now, NETWORK)


def by_mishap(found: BatchTimetables) -> dict[Mishap, PreparedTimetable]:
    """Each of its timetables."""
    return {each.mishap: each for each in found.day.timetables}


def changed(timetable: PreparedTimetable) -> dict[str | None, datetime | None]:
    """When those who cannot stay are injected instead."""
    return {each.visit_id: each.after_at for each in timetable.changed}


def test_a_day_on_one_batch_by_hand(database: Database) -> None:
    """
    The six doses need all that is in the vial: with less the last one is lost, and
    found a place two days later. What is released an hour late has not left by 07:30,
    and comes with a flight at noon: the first is injected then, two are not served.
    """
    seeded = a_batch_day(database)
    assert kept(seeded, prepared(seeded)) == [BATCH]
    [found] = listed(seeded)
    low, late = by_mishap(found)[Mishap.LOW], by_mishap(found)[Mishap.LATE]
    first, second, third, *_, last = visits(seeded)

    assert (found.batch_id, found.unit_id) == (BATCH, "OSLO")
    assert [each.visit_id for each in found.day.normal] == visits(seeded)
    assert [each.position for each in found.day.normal] == [1, 2, 3, 4, 5, 6]
    assert found.day.normal[0].injection_at == at("11:00")
    assert (low.at, low.below_kbq) == (EOS, CONTENT_KBQ)
    assert low.holds_kbq == -(-CONTENT_KBQ * 8 // 10)
    assert changed(low) == {last: at("11:00") + timedelta(days=2)}
    assert (late.at, late.holds_until_at) == (RELEASED, RELEASED + timedelta(hours=1))
    assert changed(late) == {first: at("12:00"), second: None, third: None}
    assert [each.position for each in late.changed] == [1, 2, 3]


def test_times_are_kept_in_utc_and_told_by_the_clock_on_the_wall(
    sqlite_database: Database,
) -> None:
    """
    Whatever the unit's or the site's clock does until then.
    """
    seeded = a_batch_day(sqlite_database)
    kept(seeded, prepared(seeded))
    with sqlite_database.reading() as session:
        [document] = session.scalars(select(TimetableRow.document)).all()
    [found] = listed(seeded)

    assert document["normal"][0]["injection_at"] == "2026-09-15T09:00:00Z"
    assert found.day.normal[0].injection_at.isoformat() == "2026-09-15T11:00:00+02:00"
    assert found.reference_at.isoformat() == "2026-09-15T06:38:00+02:00"
    assert not found.is_outdated


def test_it_is_prepared_once_for_plan_and_data(sqlite_database: Database) -> None:
    """
    And again when either has changed; until then it is marked as outdated.
    """
    seeded = a_batch_day(sqlite_database)
    before = is_wanted(seeded)
    kept(seeded, prepared(seeded))
    after, again = is_wanted(seeded), prepared(seeded)
    seeded.change(lambda session: touch(session, NETWORK))
    [old] = listed(seeded)
    wanted = is_wanted(seeded)
    kept(seeded, prepared(seeded))
    [new] = listed(seeded)

    assert (before, after, again) == (True, False, ())
    assert (old.is_outdated, wanted, new.is_outdated) == (True, True, False)
    assert old.day == new.day


def test_what_belongs_to_an_older_plan_replaces_nothing(
    sqlite_database: Database,
) -> None:
    """
    A worker that was slow comes after another one.
    """
    seeded = a_batch_day(sqlite_database)
    old = prepared(seeded)
    seeded.revise(lambda revision: revision.remove(visits(seeded)[-1]))
    new = prepared(seeded)
    assert kept(seeded, new) == [BATCH]

    assert kept(seeded, old) == []
    assert [len(each.day.normal) for each in listed(seeded)] == [5]


def test_only_what_is_near_and_not_released_is_prepared(
    sqlite_database: Database,
) -> None:
    """
    From 48 hours before EOS until it is released, accepted or not.
    """
    seeded = a_batch_day(sqlite_database)
    early = is_wanted(seeded, EOS - timedelta(hours=48, minutes=1))
    near = is_wanted(seeded, EOS - timedelta(hours=48))
    accepted(seeded)
    made = is_wanted(seeded, RELEASED)
    released(seeded, "16.4")

    assert (early, near, made) == (False, True, True)
    assert not is_wanted(seeded, RELEASED + timedelta(minutes=5))
    assert prepared(seeded, RELEASED + timedelta(minutes=5)) == ()


def test_what_cannot_be_made_any_more_is_passed_over(
    sqlite_database: Database,
) -> None:
    """
    The plan in force has a batch of which an import has just taken the run away.
    """
    built = a_batch_day(sqlite_database).built()
    without = Problem(**dict(built.problem) | {"runs": ()})

    left = Preparation(replace(built, problem=without), NOON_BEFORE, [BATCH])
    assert left.timetables() == ()


def test_a_worker_that_stops_leaves_the_rest(sqlite_database: Database) -> None:
    """
    It is due again at the next look.
    """
    seeded = a_batch_day(sqlite_database)
    with sqlite_database.reading() as session:
        due = preparation(session, NOON_BEFORE, NETWORK)

    assert due is not None
    assert due.timetables(lambda: True) == ()
    assert is_wanted(seeded)


def test_a_chore_prepares_and_keeps(database: Database) -> None:
    """
    Its outcome names the batches.
    """
    seeded = a_batch_day(database)
    run = MemoryRun("job-1", {"network_id": NETWORK})

    def ask(session: Session) -> None:
        job = request_job(
            session,
            NOON_BEFORE,
            PLANNER,
            kind=TIMETABLES,
            network_id=NETWORK,
            payload={},
            job_id=run.job_id,
        )
        job.state, job.worker_id = JobState.RUNNING, run.worker_id

    database.run(ask)
    chores_on(database, lambda: NOON_BEFORE)[TIMETABLES](run)
    with database.reading() as session:
        job = session.get_one(Job, run.job_id)

    assert job.outcome is not None, job.failure
    assert job.outcome["status"] == f"prepared: {BATCH}"
    assert [each.batch_id for each in listed(seeded)] == [BATCH]


def test_those_of_a_unit_a_batch_and_a_site(sqlite_database: Database) -> None:
    """
    Whatever is none of it is left out, and so is a batch of which nothing is left.
    """
    found = prepared(a_batch_day(sqlite_database))

    assert chosen(found, unit_id="OSLO", batch_id=BATCH, site_id="TRD") == list(found)
    assert chosen(found, unit_id="TRONDHEIM") == []
    assert chosen(found, batch_id="another") == []
    assert chosen(found, site_id="AAL") == []
