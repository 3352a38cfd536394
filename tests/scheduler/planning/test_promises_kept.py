"""What is promised outlives a plan that cannot keep it, and holds lapse."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.planning.promises import Promise
from scheduler.production.records import BatchRecord, BatchState
from solver.plan.plan import Administration, Plan
from solver.problem.commitments import Firmness
from solver.revision import Revision
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    constructed,
    seed_planned,
)


@pytest.fixture
def week(database: Database) -> Seeded:
    """Twelve days of four products, planned; nothing is promised yet."""
    return seed_planned(database, "nms-outage-week-before")


def plan_of(seeded: Seeded, *, with_lost: bool = False) -> Plan:
    """The plan in force as a problem looks back to it."""
    return seeded.built(with_lost=with_lost).problem.commitments.previous


def promises(seeded: Seeded) -> dict[str, Promise]:
    """All promises, by visit."""
    with seeded.database.reading() as session:
        return {each.visit_id: each for each in session.scalars(select(Promise))}


def batch_of(plan: Plan, each: Administration) -> str:
    """The batch a visit has its dose from."""
    shipment_of = {vial.id: vial.shipment_id for vial in plan.vials}
    made = {shipment.id: shipment.batch_id for shipment in plan.shipments}
    return made[shipment_of[each.vial_ids[0]]]


def visits_of(plan: Plan, batch_id: str) -> set[str]:
    """Visits that have their dose from a batch."""
    return {
        each.visit_id
        for each in plan.administrations
        if batch_of(plan, each) == batch_id
    }


def busiest_batch(plan: Plan) -> str:
    """The batch that most visits hang on."""
    return max(
        (each.id for each in plan.batches),
        key=lambda batch_id: (len(visits_of(plan, batch_id)), batch_id),
    )


def fail(seeded: Seeded, batch_id: str) -> None:
    """A batch fails: it makes no doses."""

    def failed(session: Session) -> None:
        session.add(
            BatchRecord(
                network_id=NETWORK,
                batch_id=batch_id,
                state=BatchState.FAILED,
                changed_at=seeded.now,
                changed_by=PLANNER.id,
            )
        )

    seeded.change(failed)


def test_a_hold_that_lapses_is_gone_and_its_slot_is_free(week: Seeded) -> None:
    """
    What nobody confirmed in time is nobody's.
    """
    visit_id = plan_of(week).administrations[0].visit_id
    slot = Revision(week.built().problem).placed(visit_id)
    assert slot is not None
    week.promise(Firmness.HELD, visit_id)

    week.revise(later_min=29)
    kept = {each.visit_id for each in plan_of(week).administrations}
    revised = week.revise(later_min=30)
    left = {each.visit_id for each in plan_of(week).administrations}

    assert visit_id in kept
    assert kept - left == {visit_id}
    assert promises(week) == {}
    assert revised.broken == ()
    free = Revision(week.built(later_min=30).problem)
    assert free.misfits(slot) == ()
    assert week.recheck() == []


def test_a_promise_that_breaks_says_which_rules_broke_it(week: Seeded) -> None:
    """
    Whoever was promised a dose of a run that fails is called, not forgotten.
    """
    plan = plan_of(week)
    batch_id = busiest_batch(plan)
    lost = visits_of(plan, batch_id)
    kept = {each.visit_id for each in plan.administrations} - lost
    week.promise(Firmness.CONFIRMED, *sorted(kept | lost))
    revision_before = week.built().plan_revision
    fail(week, batch_id)

    revised = week.revise()

    assert {each.visit_id for each in revised.broken} == lost
    assert all(each.rules == ("production_chain",) for each in revised.broken)
    found = promises(week)
    for visit_id in lost:
        assert found[visit_id].broken_at == week.now
        assert found[visit_id].broken_by == ["production_chain"]
        assert found[visit_id].bumps == 1
        assert found[visit_id].revision == revision_before
        assert found[visit_id].firmness is Firmness.CONFIRMED
    for visit_id in kept:
        assert found[visit_id].broken_at is None
        assert found[visit_id].bumps == 0
    assert {each.visit_id for each in plan_of(week).administrations} == kept
    assert week.recheck() == []


def test_a_replan_knows_what_was_promised(week: Seeded) -> None:
    """
    The plan in force has lost the visit; the replan still looks back to its time.
    """
    plan = plan_of(week)
    batch_id = busiest_batch(plan)
    lost = visits_of(plan, batch_id)
    promised = {each.visit_id for each in plan.administrations}
    week.promise(Firmness.CONFIRMED, *sorted(promised))
    fail(week, batch_id)
    week.revise()

    for_booking = week.built().problem.commitments
    for_replan = week.built(with_lost=True).problem
    again = constructed(for_replan)

    assert {each.visit_id for each in for_booking.visits} == promised - lost
    assert {each.visit_id for each in for_replan.commitments.visits} == promised
    bumps = {each.visit_id: each.bumps for each in for_replan.commitments.visits}
    assert {visit_id for visit_id, number in bumps.items() if number} == lost
    looked_back = {
        each.visit_id: each for each in for_replan.commitments.previous.administrations
    }
    for each in plan.administrations:
        assert looked_back[each.visit_id] == each
    assert {each.visit_id for each in again.broken} == lost


def test_what_is_broken_is_counted_once(week: Seeded) -> None:
    """
    A second change of the plan does not bump anybody again.
    """
    plan = plan_of(week)
    batch_id = busiest_batch(plan)
    week.promise(Firmness.CONFIRMED, *sorted(visits_of(plan, batch_id)))
    fail(week, batch_id)
    week.revise()
    other = next(
        each.visit_id
        for each in plan_of(week).administrations
        if Revision(week.built().problem).copy().offers(each.visit_id, 1)
    )

    week.revise(lambda revision: revision.remove(other))
    week.revise()

    assert {each.bumps for each in promises(week).values()} == {1}


def test_a_broken_hold_is_gone(week: Seeded) -> None:
    """
    A hold is no promise: when its run fails there is nobody to call.
    """
    plan = plan_of(week)
    batch_id = busiest_batch(plan)
    held, *others = sorted(visits_of(plan, batch_id))
    week.promise(Firmness.HELD, held)
    week.promise(Firmness.CONFIRMED, *others)
    fail(week, batch_id)

    week.revise()

    assert set(promises(week)) == set(others)


def test_a_promise_inside_the_frozen_hours_is_frozen(week: Seeded) -> None:
    """
    Nobody writes it down: the nearness of the dose makes it so.
    """
    plan = plan_of(week)
    first = min(plan.administrations, key=lambda each: each.injection_min)
    last = max(plan.administrations, key=lambda each: each.injection_min)
    week.promise(Firmness.CONFIRMED, first.visit_id, last.visit_id)
    until_min = week.built().instants.at(first.injection_min) - week.now
    a_day_before = until_min // timedelta(minutes=1) - 24 * 60

    def firmness(later_min: int) -> dict[str, Firmness]:
        commitments = week.built(later_min=later_min).problem.commitments
        return {each.visit_id: each.firmness for each in commitments.visits}

    assert firmness(a_day_before)[first.visit_id] is Firmness.CONFIRMED
    assert firmness(a_day_before + 1)[first.visit_id] is Firmness.FROZEN
    assert firmness(a_day_before + 1)[last.visit_id] is Firmness.CONFIRMED


def test_what_waits_for_a_lapsed_hold_is_broken(database: Database) -> None:
    """
    A course whose first dose was only held cannot go on without it.
    """
    seeded = seed_planned(database, "lut-dosimetry")
    course = [f"BRG-05-lu/{cycle}" for cycle in range(1, 5)]
    others = {each.visit_id for each in plan_of(seeded).administrations} - set(course)
    first, *rest = course
    seeded.promise(Firmness.HELD, first)
    seeded.promise(Firmness.CONFIRMED, *rest)

    revised = seeded.revise(later_min=31)

    assert {each.visit_id for each in revised.broken} == set(rest)
    assert all(each.rules for each in revised.broken)
    assert {each.visit_id for each in plan_of(seeded).administrations} == others
    found = promises(seeded)
    assert set(found) == set(rest)
    assert {each.bumps for each in found.values()} == {1}
    assert seeded.recheck() == []


def test_what_waits_for_a_visit_that_moves_stays(database: Database) -> None:
    """
    A visit that is freed is seated again by who has freed it.
    """
    seeded = seed_planned(database, "lut-dosimetry")
    before = plan_of(seeded)
    first = "BRG-05-lu/1"
    slot = Revision(seeded.built().problem).placed(first)
    assert slot is not None

    revised = seeded.revise(
        lambda revision: revision.seat(slot), freed=frozenset({first})
    )

    assert revised.broken == ()
    assert revised.version is None
    assert plan_of(seeded) == before
