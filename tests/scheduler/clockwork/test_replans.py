"""Replans by the clock: where something has changed, and only there."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from scheduler.clockwork.registry import PERIODICS, ROLLING_REPLAN
from scheduler.clockwork.ticking import tick
from scheduler.database.database import Database
from scheduler.jobs.models import Job, JobState
from scheduler.networks.revisions import touch
from scheduler.planning.replan import KIND
from tests.scheduler.clockwork.hours import job_ids, rows
from tests.scheduler.planning.seeds import NETWORK, Seeded, seed, seed_planned

ROLLING = {ROLLING_REPLAN: PERIODICS[ROLLING_REPLAN]}
QUARTER = timedelta(minutes=15)
DAY = "late-flight-trondheim-before"


class Hours(NamedTuple):
    """A network whose clock is looked at every quarter of an hour."""

    seeded: Seeded
    start: datetime

    def look(self, quarters: int) -> list[str]:
        """Ids of the jobs that are asked for at one of them."""
        now = self.start + quarters * QUARTER
        return tick(self.seeded.database, ROLLING, now)

    def note(self) -> str | None:
        """Why the last one needed no job."""
        return rows(self.seeded.database)[f"{ROLLING_REPLAN}:{NETWORK}"].note

    def end(self, job_id: str, state: JobState) -> None:
        """A worker has ended a job."""
        with self.seeded.database.writing() as session:
            job = session.get_one(Job, job_id)
            job.state, job.ended_at = state, self.seeded.now


@pytest.fixture
def hours(sqlite_database: Database) -> Hours:
    """A day with a plan in force, looked at for the first time at noon."""
    seeded = seed_planned(sqlite_database, DAY)
    found = Hours(seeded, seeded.now + timedelta(seconds=1))
    found.look(0)
    return found


def test_a_replan_is_asked_for_in_the_name_of_its_slot(hours: Hours) -> None:
    """
    With a short limit, and once.
    """
    [job_id] = hours.look(1)
    with hours.seeded.database.reading() as session:
        job = session.get_one(Job, job_id)

    assert job_id == f"{ROLLING_REPLAN}:{NETWORK}:2026-09-14T10:15:00Z"
    assert (job.kind, job.asked_by) == (KIND, f"schedule:{ROLLING_REPLAN}")
    assert job.payload["time_limit_s"] == 30
    assert hours.look(1) == []


def test_nothing_is_replanned_twice_from_the_same(hours: Hours) -> None:
    """
    Until data or plan are others, or what was asked for came to nothing.
    """
    [first] = hours.look(1)
    hours.end(first, JobState.DONE)
    unchanged, why = hours.look(2), hours.note()
    hours.seeded.change(lambda session: touch(session, NETWORK))
    [second] = hours.look(3)
    hours.end(second, JobState.FAILED)
    [third] = hours.look(4)

    assert unchanged == []
    assert why == "nothing has changed since the last one"
    assert len({first, second, third}) == 3


def test_a_replan_that_waits_is_shared(hours: Hours) -> None:
    """
    It plans from what is there when it begins.
    """
    [first] = hours.look(1)
    hours.seeded.change(lambda session: touch(session, NETWORK))

    assert hours.look(2) == [first]
    assert list(job_ids(hours.seeded.database)) == [first]


def test_people_rest_at_night_and_when_the_days_are_over(hours: Hours) -> None:
    """
    From 18:00 to 06:00 nothing rolls, nor after the last day that is planned.
    """
    evening = [hours.look(4 * n) for n in range(6, 18)]
    after = hours.look(4 * 24 * 30)

    assert len(evening[0]) == 1  # that of 17:45, which nobody had looked for
    assert evening[1:] == [[]] * 11
    assert after == []
    assert hours.note() == "the days that are planned are over"


def test_before_the_first_plan_nothing_is_replanned(sqlite_database: Database) -> None:
    """
    The first plan is a person's wish.
    """
    seeded = seed(sqlite_database, DAY)
    hours = Hours(seeded, seeded.now + timedelta(seconds=1))

    assert [hours.look(n) for n in range(3)] == [[], [], []]
    assert hours.note() == "no plan is in force yet"
