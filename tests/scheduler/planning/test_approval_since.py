"""What was booked, cancelled and promised since a proposal was made."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.errors import (
    PlanOutdated,
    SlotTaken,
)
from scheduler.planning.promises import VisitEnd
from scheduler.planning.versions import PlanState
from solver.problem.commitments import Firmness
from solver.revision import Revision
from tests.scheduler.planning.decisions import (
    OTHER,
    VISIT,
    book,
    decide,
    events,
    fail,
    in_force,
    minute_of,
    promises,
    served,
    states,
)
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    first_slot,
    propose,
    seed_planned,
    with_seated,
)


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan, and nothing promised."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


@pytest.fixture
def week(database: Database) -> Seeded:
    """Twelve days of four products, planned; everything is confirmed."""
    seeded = seed_planned(database, "nms-outage-week-before")
    seeded.promise(Firmness.CONFIRMED, *sorted(served(seeded)))
    return seeded


def test_what_was_booked_since_is_taken_over(fdg_day: Seeded) -> None:
    """
    The whole comes into force as another version: what was proposed never changes.
    """
    number = propose(fdg_day, with_seated(fdg_day, OTHER))
    slot = book(fdg_day, VISIT)

    version = decide(fdg_day, number)

    assert version.number > number
    assert version.state is PlanState.APPROVED
    assert states(fdg_day)[number] is PlanState.OUTDATED
    assert {VISIT, OTHER} <= served(fdg_day)
    assert minute_of(in_force(fdg_day), VISIT) == slot.injection_min
    assert promises(fdg_day)[VISIT].broken_at is None
    (event,) = events(fdg_day, "plan_approved").values()
    assert event.details["booked_since"] == [VISIT]
    assert fdg_day.recheck() == []


def test_a_visit_confirmed_since_stands_where_it_was_confirmed(
    fdg_day: Seeded,
) -> None:
    """
    The proposal has the visit at another minute; what is promised is what counts.
    """
    offers = Revision(fdg_day.built().problem).offers(VISIT)
    places = range(len(offers))
    here, there = next(
        (one, other)
        for one in places
        for other in places
        if offers[one].slot.injection_min != offers[other].slot.injection_min
    )
    revision = Revision(fdg_day.built().problem)
    revision.seat(offers[there].slot)
    revision.seat(revision.offers(OTHER)[0].slot)
    number = propose(fdg_day, revision.checked_plan())
    slot = book(fdg_day, VISIT, here)

    decide(fdg_day, number)

    assert OTHER in served(fdg_day)
    assert minute_of(in_force(fdg_day), VISIT) == slot.injection_min
    assert events(fdg_day, "visit_moved") == {}
    assert fdg_day.recheck() == []


def test_a_cancelled_visit_does_not_come_back(fdg_day: Seeded) -> None:
    """
    The proposal was made when it was still asked for.
    """
    gone = min(served(fdg_day))
    number = propose(fdg_day, with_seated(fdg_day, OTHER))

    def cancelled(session: Session) -> None:
        session.add(
            VisitEnd(
                network_id=NETWORK,
                visit_id=gone,
                outcome="cancelled",
                recorded_at=fdg_day.now,
                recorded_by=PLANNER.id,
                reason="moved away",
            )
        )

    fdg_day.change(cancelled)
    fdg_day.revise()

    decide(fdg_day, number)

    assert gone not in served(fdg_day)
    assert OTHER in served(fdg_day)
    assert fdg_day.recheck() == []


def test_a_proposal_whose_place_is_taken_is_outdated(fdg_day: Seeded) -> None:
    """
    It says which visit does not fit, and why; the version waits for a decision.
    """
    number = propose(fdg_day, with_seated(fdg_day, OTHER))
    fail(fdg_day, in_force(fdg_day).batches[0].id)
    before = in_force(fdg_day)

    with pytest.raises(PlanOutdated) as outdated:
        decide(fdg_day, number)

    assert any(OTHER in reason for reason in outdated.value.reasons)
    assert states(fdg_day)[number] is PlanState.PROPOSED
    assert in_force(fdg_day) == before
    assert fdg_day.recheck() == []


def test_what_is_promised_is_not_moved_by_a_proposal(week: Seeded) -> None:
    """
    A plan that moves a confirmed visit without need does not come into force so.
    """
    before = in_force(week)
    revision = Revision(week.built().problem)
    visit_id, slot = next(
        (each, offer.slot)
        for each in revision.visit_ids
        for offer in revision.offers(each)
        if offer.slot.injection_min != minute_of(before, each)
    )
    revision.lift(visit_id)
    revision.seat(slot)
    number = propose(week, revision.plan())

    with pytest.raises(PlanOutdated) as outdated:
        decide(week, number)

    # With the promise kept it is just the plan in force: there is nothing to approve.
    assert outdated.value.number == number
    assert in_force(week) == before
    assert minute_of(in_force(week), visit_id) != slot.injection_min


def test_a_confirmation_at_the_same_time_is_not_lost(fdg_day: Seeded) -> None:
    """
    Whichever comes first, the other one is made again for what is there then.
    """
    number = propose(fdg_day, with_seated(fdg_day, OTHER))
    slot = first_slot(fdg_day, VISIT)

    def confirm() -> None:
        fdg_day.revise(lambda revision: revision.seat(slot))

    def approval() -> None:
        decide(fdg_day, number, later_min=0)

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(each) for each in (confirm, approval)]
        refused = [type(each.exception()) for each in done if each.exception()]

    approved = [
        key for key, state in states(fdg_day).items() if state is PlanState.APPROVED
    ]
    assert set(refused) <= {SlotTaken}
    assert len(approved) == 1
    assert OTHER in served(fdg_day)
    assert fdg_day.recheck() == []
