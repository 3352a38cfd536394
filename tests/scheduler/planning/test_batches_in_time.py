"""Batches close by time, are released, fail and are recalled; the plan follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.planning.promises import Promise
from scheduler.production.records import BatchRecord, BatchState, VialRecord
from solver.plan.plan import Plan
from solver.problem.commitments import Commitments, Firmness
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    constructed,
    seed_planned,
)

BATCH = "O1/FDG/2026-09-15/1"
"""The only batch of the day: 22 doses for Ahus, Trondheim and Ullevål."""

CUTOFF_MIN = 240
"""Its run closes at 16:00 on the day before; the file is written at 12:00."""

DAY_MIN = 24 * 60


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day of 22 visits from one batch, all of them confirmed."""
    seeded = seed_planned(database, "no-fdg-day")
    seeded.promise(Firmness.CONFIRMED, *sorted(served(seeded)))
    return seeded


def commitments(seeded: Seeded, later_min: int = 0) -> Commitments:
    """What holds of the plan in force."""
    return seeded.built(later_min=later_min).problem.commitments


def served(seeded: Seeded) -> set[str]:
    """Visits that the plan in force serves."""
    plan = commitments(seeded).previous
    return {each.visit_id for each in plan.administrations}


def say(seeded: Seeded, state: BatchState) -> None:
    """Say what has become of the batch."""

    def said(session: Session) -> None:
        record = session.get(BatchRecord, (NETWORK, BATCH))
        if record is None:
            record = BatchRecord(network_id=NETWORK, batch_id=BATCH)
            session.add(record)
        record.state = state
        record.changed_at = seeded.now
        record.changed_by = PLANNER.id

    seeded.change(said)


def inject(seeded: Seeded, *visit_ids: str) -> None:
    """Say that visits have happened as they were planned."""

    def injected(session: Session) -> None:
        for each in session.scalars(
            select(Promise).where(Promise.visit_id.in_(visit_ids))
        ):
            each.firmness = Firmness.FACT

    seeded.change(injected)


def first_injected(plan: Plan, number: int) -> list[str]:
    """The visits that come first, in order."""
    in_order = sorted(plan.administrations, key=lambda each: each.injection_min)
    return [each.visit_id for each in in_order[:number]]


def test_a_batch_is_frozen_when_its_cutoff_has_passed(fdg_day: Seeded) -> None:
    """
    Up to the cut-off its run may still change; a minute later it may not.
    """
    before = commitments(fdg_day, CUTOFF_MIN)
    after = commitments(fdg_day, CUTOFF_MIN + 1)

    assert before.batches == ()
    assert [(each.batch_id, each.firmness) for each in after.batches] == [
        (BATCH, Firmness.FROZEN)
    ]
    assert fdg_day.revise(later_min=CUTOFF_MIN + 1).version is None
    assert fdg_day.recheck(later_min=CUTOFF_MIN + 1) == []


def test_a_released_batch_is_a_fact(fdg_day: Seeded) -> None:
    """
    It exists: nothing is made, and nothing is unmade.
    """
    say(fdg_day, BatchState.RELEASED)

    (batch,) = commitments(fdg_day).batches
    revised = fdg_day.revise(later_min=CUTOFF_MIN + 1)

    assert batch.firmness is Firmness.FACT
    assert revised.version is None
    assert fdg_day.recheck() == []


def test_a_day_that_nobody_reports_keeps_its_promises(fdg_day: Seeded) -> None:
    """
    It is later than every visit, and nobody has said whether they happened.
    """
    noon_after = DAY_MIN + 12 * 60
    all_served = served(fdg_day)

    revised = fdg_day.revise(later_min=noon_after)

    assert revised.broken == ()
    assert served(fdg_day) == all_served
    frozen = commitments(fdg_day, noon_after).visits
    assert {each.firmness for each in frozen} == {Firmness.FROZEN}
    assert fdg_day.recheck(later_min=noon_after) == []


def test_a_forecast_that_nobody_confirmed_passes(database: Database) -> None:
    """
    A visit that was planned, but never promised, is not held when its time is over.
    """
    seeded = seed_planned(database, "no-fdg-day")
    confirmed, *others = sorted(served(seeded))
    seeded.promise(Firmness.CONFIRMED, confirmed)

    revised = seeded.revise(later_min=DAY_MIN + 12 * 60)

    assert {each.visit_id for each in revised.broken} == set(others)
    assert served(seeded) == {confirmed}
    assert seeded.recheck() == []


@pytest.mark.parametrize("state", [BatchState.FAILED, BatchState.DECLINED])
def test_a_run_that_failed_is_not_offered_again(
    fdg_day: Seeded, state: BatchState
) -> None:
    """
    What depends on it is broken, and no plan makes it after all.
    """
    all_served = served(fdg_day)
    say(fdg_day, state)

    revised = fdg_day.revise()
    problem = fdg_day.built(with_lost=True).problem
    again = constructed(problem)

    assert {each.visit_id for each in revised.broken} == all_served
    assert served(fdg_day) == set()
    assert BATCH not in {each.id for each in problem.runs}
    assert again.plan is not None
    assert BATCH not in {each.id for each in again.plan.batches}
    assert {each.visit_id for each in again.broken} == all_served
    assert fdg_day.recheck() == []


def test_a_recall_before_any_injection_takes_every_vial(fdg_day: Seeded) -> None:
    """
    The batch stays, as it was made; nobody is given anything of it.
    """
    all_served = served(fdg_day)
    say(fdg_day, BatchState.RELEASED)
    say(fdg_day, BatchState.RECALLED)

    revised = fdg_day.revise(later_min=DAY_MIN)

    assert {each.visit_id for each in revised.broken} == all_served
    assert served(fdg_day) == set()
    assert fdg_day.recheck() == []


def test_a_recall_leaves_what_was_injected(fdg_day: Seeded) -> None:
    """
    Vials somebody was injected from are emptied, the others are gone.
    """
    plan = commitments(fdg_day).previous
    injected = first_injected(plan, 3)
    say(fdg_day, BatchState.RELEASED)
    inject(fdg_day, *injected)
    fdg_day.revise(later_min=DAY_MIN)
    drawn_from = {
        vial_id
        for each in plan.administrations
        if each.visit_id in injected
        for vial_id in each.vial_ids
    }
    say(fdg_day, BatchState.RECALLED)

    revised = fdg_day.revise(later_min=DAY_MIN)
    held = commitments(fdg_day, DAY_MIN)

    all_vials = {each.id for each in plan.vials}
    assert served(fdg_day) == set(injected)
    assert {each.visit_id for each in revised.broken} == {
        each.visit_id for each in plan.administrations
    } - set(injected)
    assert {each.vial_id for each in held.measured_vials} == drawn_from
    assert set(held.lost_vial_ids) <= all_vials - drawn_from
    assert fdg_day.recheck() == []
    assert fdg_day.revise(later_min=DAY_MIN + 60).version is None


def test_a_lost_vial_breaks_who_drew_from_it(fdg_day: Seeded) -> None:
    """
    One vial is spilled: its site loses its doses, and no other does.
    """
    plan = commitments(fdg_day).previous
    vial = next(each for each in plan.vials if "AHU" in each.id)
    lost = {each.visit_id for each in plan.administrations if vial.id in each.vial_ids}
    say(fdg_day, BatchState.RELEASED)

    def spilled(session: Session) -> None:
        session.add(
            VialRecord(
                network_id=NETWORK,
                vial_id=vial.id,
                is_lost=True,
                details={},
                changed_at=fdg_day.now,
                changed_by=PLANNER.id,
            )
        )

    fdg_day.change(spilled)
    revised = fdg_day.revise(later_min=CUTOFF_MIN + 60)

    assert lost
    assert {each.visit_id for each in revised.broken} == lost
    assert fdg_day.recheck() == []
    assert fdg_day.revise(later_min=CUTOFF_MIN + 61).version is None


def test_a_vial_that_measures_low_breaks_who_is_too_much(fdg_day: Seeded) -> None:
    """
    Half the activity serves some of them; the checker passes what is left.
    """
    plan = commitments(fdg_day).previous
    origin_at = fdg_day.built().problem.origin_at
    (batch,) = plan.batches
    vial = next(each for each in plan.vials if "ULV" in each.id)
    drawing = {
        each.visit_id for each in plan.administrations if vial.id in each.vial_ids
    }
    say(fdg_day, BatchState.RELEASED)

    def measured(session: Session) -> None:
        at = origin_at + timedelta(minutes=batch.reference_min)
        session.add(
            VialRecord(
                network_id=NETWORK,
                vial_id=vial.id,
                is_lost=False,
                details={
                    "activity_gbq": vial.activity_kbq // 2 / 1_000_000,
                    "measured_at": at.isoformat(timespec="minutes"),
                },
                changed_at=fdg_day.now,
                changed_by=PLANNER.id,
            )
        )

    fdg_day.change(measured)
    revised = fdg_day.revise(later_min=CUTOFF_MIN + 60)

    broken = {each.visit_id for each in revised.broken}
    assert broken
    assert broken < drawing
    assert fdg_day.recheck() == []
    assert fdg_day.revise(later_min=CUTOFF_MIN + 61).version is None
