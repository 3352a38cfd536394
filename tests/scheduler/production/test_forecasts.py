"""The forecast of demand: made from rows, kept, outdated."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from scheduler.clockwork.chores import chores_on
from scheduler.clockwork.registry import FORECAST
from scheduler.database.database import Database
from scheduler.jobs.models import Job, JobState
from scheduler.jobs.requests import request_job
from scheduler.networks.revisions import touch
from scheduler.production.forecast_records import (
    DayForecast,
    NetworkForecast,
    chosen,
)
from scheduler.production.forecasting import forecasting, is_due
from scheduler.production.forecasts import forecast_in, keep
from solver.problem.commitments import Firmness
from tests.scheduler.jobs.memory_run import MemoryRun
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed
from tests.scheduler.production.batch_day import (
    CONTENT_KBQ,
    EOS,
    a_batch_day,
    at,
    visits,
)

NOON_BEFORE = at("12:00") - timedelta(days=1)
DEAD_KBQ = 600_000


def is_wanted(seeded: Seeded, now: datetime = NOON_BEFORE) -> bool:
    """Whether a forecast is to be made."""
    with seeded.database.reading() as session:
        return is_due(session, now, NETWORK)


def made(seeded: Seeded, now: datetime = NOON_BEFORE) -> NetworkForecast:
    """The forecast of a time."""
    with seeded.database.reading() as session:
        due = forecasting(session, now, NETWORK)
    assert due is not None
    return due.made()


def kept(seeded: Seeded, found: NetworkForecast) -> bool:
    """Whether it was kept."""
    return seeded.database.run(lambda session: keep(session, NETWORK, found))


def shown(seeded: Seeded) -> NetworkForecast | None:
    """What people are shown."""
    with seeded.database.reading() as session:
        return forecast_in(session, NETWORK)


def on_the_day(found: NetworkForecast) -> DayForecast:
    """The day of the one batch."""
    [day] = chosen(found.outlook.days, start=EOS.date(), end=EOS.date())
    return day


def test_what_is_planned_and_what_is_promised(database: Database) -> None:
    """
    Six doses of one batch, one of them agreed with somebody and one held: together they
    take what its vial has, less what stays in it. Four more have that day only.
    """
    seeded = a_batch_day(database)
    first, second, *_ = visits(seeded)
    seeded.promise(Firmness.CONFIRMED, first)
    seeded.promise(Firmness.HELD, second)
    day = on_the_day(made(seeded, seeded.now))

    assert (day.unit_id, day.product_id) == ("OSLO", "PSMA1007")
    assert (day.certain.doses, day.planned.doses) == (1, 5)
    assert day.certain.activity_kbq + day.planned.activity_kbq == CONTENT_KBQ - DEAD_KBQ
    assert [each.doses for each in (day.least, day.low, day.high, day.most)] == [4] * 4


def test_who_is_not_in_the_plan_may_ask(sqlite_database: Database) -> None:
    """
    Whoever loses a place is counted among those who are not booked: beside the four,
    somebody who could come that day or two days later.
    """
    seeded = a_batch_day(sqlite_database)
    last = visits(seeded)[-1]
    seeded.revise(lambda revision: revision.remove(last))
    found = made(seeded)
    day, [later] = (
        on_the_day(found),
        chosen(found.outlook.days, start=EOS.date() + timedelta(days=1)),
    )

    assert (day.planned.doses, later.planned.doses) == (5, 0)
    assert (day.least.doses, day.expected_doses, day.most.doses) == (4, 4.5, 5)
    assert (later.day - day.day).days == 2
    assert (later.least.doses, later.expected_doses, later.most.doses) == (0, 0.5, 1)
    assert (found.outlook.expected_later, found.outlook.num_nowhere) == (0, 0)


def test_everybody_may_ask_before_there_is_a_plan(sqlite_database: Database) -> None:
    """
    From windows alone, on days of the unit.
    """
    seeded = seed(sqlite_database, "late-flight-trondheim-before")
    found = made(seeded, seeded.now).outlook
    visits = len(seeded.built().problem.visits)

    assert {each.day for each in found.days} <= {
        date(2026, 9, 14) + timedelta(days=each) for each in range(7)
    }
    assert not any(each.certain.doses or each.planned.doses for each in found.days)
    assert sum(each.expected_doses for each in found.days) == visits


def test_it_is_made_once_for_plan_data_and_day(sqlite_database: Database) -> None:
    """
    Until it is made anew it is marked as outdated, on another day it is not.
    """
    seeded = a_batch_day(sqlite_database)
    before = is_wanted(seeded)
    kept(seeded, made(seeded))
    after, tomorrow = is_wanted(seeded), is_wanted(seeded, at("00:01"))
    fresh = shown(seeded)
    seeded.change(lambda session: touch(session, NETWORK))
    old = shown(seeded)
    wanted = is_wanted(seeded)
    kept(seeded, made(seeded))
    new = shown(seeded)

    assert (before, after, tomorrow, wanted) == (True, False, True, True)
    assert fresh is not None
    assert old is not None
    assert new is not None
    assert [fresh.is_outdated, old.is_outdated, new.is_outdated] == [False, True, False]
    assert fresh.outlook == old.outlook == new.outlook


def test_what_is_older_replaces_nothing(sqlite_database: Database) -> None:
    """
    A worker that was slow comes after another one.
    """
    seeded = a_batch_day(sqlite_database)
    old = made(seeded)
    seeded.revise(lambda revision: revision.remove(visits(seeded)[-1]))
    new = made(seeded)
    assert kept(seeded, new)

    assert not kept(seeded, old)
    assert shown(seeded) == new


def test_nothing_is_there_before_the_first(sqlite_database: Database) -> None:
    """
    Which is not the same as nothing to be asked for.
    """
    assert shown(a_batch_day(sqlite_database)) is None


def test_a_chore_makes_and_keeps(database: Database) -> None:
    """
    Its outcome says of how many days; a second one finds nothing to do.
    """
    seeded = a_batch_day(database)
    outcomes = []
    for job_id in ("job-1", "job-2"):
        run = MemoryRun(job_id, {"network_id": NETWORK})

        def ask(session: Session, run: MemoryRun = run) -> None:
            job = request_job(
                session,
                NOON_BEFORE,
                PLANNER,
                kind=FORECAST,
                network_id=NETWORK,
                payload={},
                job_id=run.job_id,
            )
            job.state, job.worker_id = JobState.RUNNING, run.worker_id

        database.run(ask)
        chores_on(database, lambda: NOON_BEFORE)[FORECAST](run)
        with database.reading() as session:
            job = session.get_one(Job, run.job_id)
        assert job.outcome is not None, job.failure
        outcomes.append(job.outcome["status"])
    found = shown(seeded)

    assert found is not None
    assert found.as_of == NOON_BEFORE
    assert outcomes == [
        f"days: {len(found.outlook.days)}",
        "nothing has changed since the last one",
    ]


def test_days_of_a_unit_a_product_and_a_period(sqlite_database: Database) -> None:
    """
    Both dates are included.
    """
    found = made(a_batch_day(sqlite_database)).outlook.days
    [day] = chosen(found, unit_id="OSLO", product_id="PSMA1007", start=EOS.date())

    assert chosen(found, start=day.day, end=day.day) == [day]
    assert chosen(found, unit_id="TRONDHEIM") == []
    assert chosen(found, product_id="FDG") == []
    assert chosen(found, start=day.day + timedelta(days=1)) == []
    assert chosen(found, end=day.day - timedelta(days=1)) == []
