"""Events ask for replans: together, soon, and never in vain."""

from scheduler.database.database import Database
from scheduler.jobs.happenings import happened
from scheduler.jobs.kinds import REPLAN
from scheduler.jobs.models import JobState
from tests.scheduler.jobs.asked import NETWORK, NOW, set_state, with_network
from tests.scheduler.planning.asking import (
    PERSON,
    due_s,
    jobs,
    planned,
    set_network,
    tell,
)


def test_an_event_asks_for_a_short_replan_soon(database: Database) -> None:
    """
    It is asked for in the same transaction, and says because of what.
    """
    number = tell(planned(database))

    (job,) = jobs(database)
    assert (job.kind, job.network_id, job.state) == (REPLAN, NETWORK, JobState.WAITING)
    assert job.asked_by == "events"
    assert job.payload["time_limit_s"] == 5
    assert job.payload["because"] == [number]
    assert due_s(job) == 1


def test_a_burst_shares_one_and_waits_three_seconds_at_most(database: Database) -> None:
    """
    Each event postpones it by a second, until it has waited for three.
    """
    planned(database)
    due = []
    numbers = []
    for tenths in range(0, 40, 5):
        numbers.append(tell(database, tenths / 10))
        due.append(due_s(jobs(database)[0]))

    (job,) = jobs(database)
    assert due == [1, 1.5, 2, 2.5, 3, 3, 3, 3]
    assert job.payload["because"] == numbers


def test_fifty_events_are_named(sqlite_database: Database) -> None:
    """
    A whole day's schedule that is asked for at once leaves a small payload.
    """
    planned(sqlite_database)
    numbers = [tell(sqlite_database) for _ in range(60)]

    (job,) = jobs(sqlite_database)
    assert job.payload["because"] == numbers[:50]


def test_what_happens_during_a_solve_gets_its_own(database: Database) -> None:
    """
    The one that runs has built its problem already, perhaps.
    """
    planned(database)
    first = tell(database)
    set_state(database, jobs(database)[0].id, JobState.RUNNING)
    second = tell(database, 2)

    begun, waiting = jobs(database)
    assert (begun.state, waiting.state) == (JobState.RUNNING, JobState.WAITING)
    assert begun.payload["because"] == [first]
    assert waiting.payload["because"] == [second]
    assert due_s(waiting) == 3


def test_nothing_is_asked_for_without_a_plan_or_where_it_is_off(
    sqlite_database: Database,
) -> None:
    """
    The first plan is a person's wish, and so is every one if the network says so.
    """
    with_network(sqlite_database)
    tell(sqlite_database, kind="file_imported")
    before = jobs(sqlite_database)
    set_network(sqlite_database, plan_revision=1, replans_on_events=False)
    tell(sqlite_database, kind="batch_failed")

    assert before == []
    assert jobs(sqlite_database) == []


def test_what_asks_for_nothing_leaves_no_job(sqlite_database: Database) -> None:
    """
    A plan that was approved, a batch that is as it was planned.
    """
    planned(sqlite_database)
    tell(sqlite_database, kind="plan_approved", details={"wants_replan": True})
    tell(sqlite_database, kind="batch_released", details={"wants_replan": False})

    assert jobs(sqlite_database) == []


def test_what_did_not_happen_asks_for_nothing(database: Database) -> None:
    """
    Event and job are of one transaction.
    """
    planned(database)
    with database.writing() as session:
        happened(session, NOW, PERSON, NETWORK, "batch_failed", "B")
        session.rollback()

    assert jobs(database) == []
