"""A proposal meets what has happened since: days, injections, releases, cut-offs."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.errors import PlanOutdated
from scheduler.planning.approval import approve
from scheduler.planning.merging import merged
from scheduler.planning.promises import Promise
from scheduler.planning.versions import PlanVersion
from scheduler.production.records import BatchRecord, BatchState
from solver.plan.plan import Plan
from solver.problem.commitments import Firmness
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    propose,
    seed_planned,
    with_seated,
)

APPROVER = Actor("test:approver")
LATE = "ULV-K17"
"""A visit of the second week."""

DAY_MIN = 24 * 60


@pytest.fixture
def week(database: Database) -> Seeded:
    """Twelve days, all visits but one planned and confirmed."""
    seeded = seed_planned(database, "nms-outage-week-before", LATE)
    seeded.promise(Firmness.CONFIRMED, *sorted(served(in_force(seeded))))
    return seeded


def in_force(seeded: Seeded) -> Plan:
    """The plan in force."""
    return seeded.built().problem.commitments.previous


def served(plan: Plan) -> set[str]:
    """Visits that a plan serves."""
    return {each.visit_id for each in plan.administrations}


def decide(seeded: Seeded, number: int, later_min: int) -> PlanVersion:
    """Approve a version so much later."""
    now = seeded.now + timedelta(minutes=later_min)

    def decided(session: Session) -> PlanVersion:
        audited(session, now, APPROVER, "decide", chain=NETWORK)
        return approve(
            session, now, APPROVER, network_id=NETWORK, number=number, reason="fine"
        )

    return seeded.database.run(decided)


def days_pass(seeded: Seeded, until_min: int) -> set[str]:
    """What was to be injected by then was; its batches were released."""
    built = seeded.built()
    limit = built.problem.as_of_min + until_min
    plan = built.problem.commitments.previous
    done = {
        each.visit_id for each in plan.administrations if each.injection_min < limit
    }
    made = {each.id for each in plan.batches if each.reference_min < limit}

    def passed(session: Session) -> None:
        for promise in session.scalars(
            select(Promise).where(Promise.visit_id.in_(done))
        ):
            promise.firmness = Firmness.FACT
        for batch_id in made:
            session.add(
                BatchRecord(
                    network_id=NETWORK,
                    batch_id=batch_id,
                    state=BatchState.RELEASED,
                    changed_at=seeded.now,
                    changed_by=PLANNER.id,
                )
            )

    seeded.change(passed)
    return done


def test_what_has_happened_since_stays_as_it_happened(week: Seeded) -> None:
    """
    The proposal lay there for a week, and what it adds is still to be had.
    """
    number = propose(week, with_seated(week, LATE))
    later_min = 7 * DAY_MIN
    before = {each.visit_id: each for each in in_force(week).administrations}
    done = days_pass(week, later_min)

    decide(week, number, later_min)

    after = {each.visit_id: each for each in in_force(week).administrations}
    assert done
    assert LATE in after
    assert all(after[each] == before[each] for each in before)
    assert week.recheck() == []


def test_a_dose_of_a_batch_that_has_closed_is_not_to_be_had(week: Seeded) -> None:
    """
    What the proposal adds cannot be ordered any more: it says so.
    """
    plan = with_seated(week, LATE)
    number = propose(week, plan)
    minute = next(
        each.injection_min for each in plan.administrations if each.visit_id == LATE
    )
    later_min = minute - week.built().problem.as_of_min - 60
    before = in_force(week)

    with pytest.raises(PlanOutdated) as outdated:
        decide(week, number, later_min)

    assert any(LATE in reason for reason in outdated.value.reasons)
    assert in_force(week) == before


def test_a_proposal_of_the_present_needs_nothing(week: Seeded) -> None:
    """
    Merged with nothing it is what it was.
    """
    plan = with_seated(week, LATE)

    found = merged(week.built(with_lost=True), plan)

    assert found.plan == plan
    assert found.booked == found.gone == found.reasons == ()
