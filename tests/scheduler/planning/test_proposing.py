"""What a replan has found comes into force, waits for a person, or is forgotten."""

import pytest

from scheduler.database.database import Database
from scheduler.jobs.happenings import happened
from scheduler.jobs.models import JobState
from scheduler.planning.proposing import MOST_ATTEMPTS, NOTHING_TO_CHANGE
from scheduler.planning.versions import PlanState
from solver.problem.commitments import Firmness
from tests.scheduler.planning.decisions import (
    OTHER,
    VISIT,
    book,
    events,
    fail,
    in_force,
    minute_of,
    promises,
    served,
    states,
)
from tests.scheduler.planning.replans import (
    ask,
    jobs,
    notices,
    replan,
    set_policy,
    version,
)
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned


@pytest.fixture
def day(database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan, and nothing promised."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


def test_a_replan_that_nobody_asked_for_comes_into_force(day: Seeded) -> None:
    """
    It serves two visits more, and nobody has to be asked.
    """
    outcome = replan(day)

    assert outcome["state"] == PlanState.APPROVED.value
    assert outcome["reason"] == "by itself: nobody has to be asked"
    assert {VISIT, OTHER} <= served(day)
    assert version(day, outcome["version"]).decided_by == "job:replan"
    assert day.recheck() == []


def test_a_replan_says_which_events_it_follows_from(day: Seeded) -> None:
    """
    Whoever reads the version learns why there is a new plan.
    """
    batch_id = in_force(day).batches[0].id
    number = day.database.run(
        lambda session: (
            happened(
                session, day.now, PLANNER, NETWORK, "batch_delayed", batch_id
            ).number
        )
    )
    outcome = replan(day, ask(day, because=(number,)))

    assert outcome["reason"] == "by itself: batch_delayed"


def test_what_a_person_asked_for_waits_for_a_person(day: Seeded) -> None:
    """
    Who asks wants to look at it first, however long that takes.
    """
    outcome = replan(day, ask(day, PLANNER))

    assert set(outcome) == {"status", "version"}
    assert version(day, outcome["version"]).state is PlanState.PROPOSED
    assert version(day, outcome["version"]).expires_at is None
    assert not {VISIT, OTHER} & served(day)


def test_where_nothing_is_better_nothing_is_recorded(day: Seeded) -> None:
    """
    A replan every quarter of an hour leaves no version behind every time.
    """
    replan(day)
    known = states(day)
    outcome = replan(day, later_min=1)

    assert outcome["version"] is None
    assert outcome["reason"] == NOTHING_TO_CHANGE
    assert states(day) == known


@pytest.mark.parametrize(
    ("policy", "doubt"),
    [
        ({"publishes_by_itself": False}, "approved by people"),
        ({"needs_second_person": True}, "second person"),
    ],
)
def test_the_network_may_want_a_person(
    sqlite_database: Database, policy: dict[str, bool], doubt: str
) -> None:
    """
    Then it is proposed, with the reason, and those who see the whole are told.
    """
    day = seed_planned(sqlite_database, "no-fdg-day", VISIT, OTHER)
    set_policy(day, **policy)
    outcome = replan(day)

    [said] = outcome["doubts"]
    assert doubt in said
    proposed = version(day, outcome["version"])
    assert (proposed.state, proposed.doubts) == (PlanState.PROPOSED, [said])
    assert not {VISIT, OTHER} & served(day)
    assert notices(day, "plan_proposed")[frozenset()].details["doubts"] == [said]


def test_the_same_job_records_once(day: Seeded) -> None:
    """
    A worker that died between commit and answer finds what it has done.
    """
    job_id = ask(day)
    first = replan(day, job_id)
    known = states(day)
    again = replan(day, job_id, later_min=1)

    assert again == first
    assert states(day) == known


def test_what_was_booked_meanwhile_stands(day: Seeded) -> None:
    """
    A newer revision is never overwritten: the booking comes in, the rest is kept.
    """
    outcome = replan(day, meanwhile=lambda there: book(there, VISIT, place=1))

    after = in_force(day)
    assert promises(day)[VISIT].broken_at is None
    with_booking = [each for each in after.administrations if each.visit_id == VISIT]
    assert len(with_booking) == 1
    assert {VISIT, OTHER} <= served(day)
    assert outcome["version"] in states(day)
    assert day.recheck() == []


def test_what_does_not_fit_any_more_is_planned_anew(day: Seeded) -> None:
    """
    The batch it counts on failed while it was made: it is outdated at once.
    """
    batch_id = in_force(day).batches[0].id
    job_id = ask(day)
    outcome = replan(day, job_id, meanwhile=lambda there: fail(there, batch_id))

    [again] = [each for each in jobs(day) if each.id != job_id]
    assert outcome["state"] == PlanState.OUTDATED.value
    assert "does not fit any more" in outcome["reason"]
    assert (again.state, again.payload["attempt"]) == (JobState.WAITING, 1)
    assert again.asked_by == "job:replan"


def test_it_does_not_try_for_ever(sqlite_database: Database) -> None:
    """
    After so many replans in vain, the next that anybody asks for has to do.
    """
    day = seed_planned(sqlite_database, "no-fdg-day", VISIT, OTHER)
    batch_id = in_force(day).batches[0].id
    job_id = ask(day, attempt=MOST_ATTEMPTS)
    outcome = replan(day, job_id, meanwhile=lambda there: fail(there, batch_id))

    assert outcome["state"] == PlanState.OUTDATED.value
    assert [each.id for each in jobs(day)] == [job_id]


def test_who_lost_a_slot_gets_another_by_itself(database: Database) -> None:
    """
    Their promise is broken already: nobody whose promise holds has to be asked.
    """
    seeded = seed_planned(database, "late-flight-trondheim-before")
    seeded.promise(Firmness.CONFIRMED, *sorted(served(seeded)))
    before = in_force(seeded)
    fail(seeded, before.batches[0].id)
    broken = {key for key, each in promises(seeded).items() if each.broken_at}
    outcome = replan(seeded, later_min=1)

    after = in_force(seeded)
    back = broken & {each.visit_id for each in after.administrations}
    assert outcome["state"] == PlanState.APPROVED.value
    assert len(broken) == 6
    assert len(back) == 2
    assert set(events(seeded, "visit_moved")) == back
    for visit_id in promises(seeded).keys() - broken:
        assert minute_of(after, visit_id) == minute_of(before, visit_id)


def test_a_newer_proposal_replaces_the_older_one(day: Seeded) -> None:
    """
    What a person asked for stays until a person decides.
    """
    set_policy(day, publishes_by_itself=False)
    asked = replan(day, ask(day, PLANNER))["version"]
    older = replan(day)["version"]
    newer = replan(day, later_min=1)["version"]

    found = states(day)
    assert found[asked] is PlanState.PROPOSED
    assert found[newer] is PlanState.PROPOSED
    assert found[older] is PlanState.OUTDATED
    assert version(day, older).reason == f"superseded by version {newer}"
