"""Two change the plan at once: compare-and-set decides, and the other tries again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.audit.context import audited
from scheduler.database.database import Database
from scheduler.errors import PlanMoved, SlotTaken
from scheduler.networks.revisions import touch
from scheduler.planning.problem_builder import Built, build
from scheduler.planning.recording import record_in_force
from scheduler.planning.versions import PlanKind, PlanVersion
from solver.plan.plan import Plan
from solver.revision import Revision
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    first_slot,
    seed_planned,
)

VISIT = "ULV-03-V1"
OTHER = "TRD-K02"


@pytest.fixture
def fdg_day(database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan; two more have slots open."""
    return seed_planned(database, "no-fdg-day", VISIT, OTHER)


def with_visit(built: Built, visit_id: str) -> Plan:
    """The plan in force, and a visit more."""
    revision = Revision(built.problem)
    revision.seat(revision.offers(visit_id)[0].slot)
    return revision.checked_plan()


def record(session: Session, seeded: Seeded, built: Built, plan: Plan) -> None:
    """Put a plan into force that was made for a state of the network."""
    audited(session, seeded.now, PLANNER, "test", chain=NETWORK)
    record_in_force(
        session, seeded.now, PLANNER, built, plan, kind=PlanKind.BOOKING, reason="test"
    )


def test_a_plan_made_for_an_earlier_plan_is_refused(fdg_day: Seeded) -> None:
    """
    The loser of a race would undo what the winner has booked.
    """
    built = fdg_day.built()
    plan = with_visit(built, VISIT)
    slot = first_slot(fdg_day, OTHER)
    fdg_day.revise(lambda revision: revision.seat(slot))

    with pytest.raises(PlanMoved), fdg_day.database.writing() as session:
        record(session, fdg_day, built, plan)

    assert fdg_day.built().plan_revision == built.plan_revision + 1
    assert fdg_day.recheck() == []


def test_a_plan_made_for_other_data_is_refused(fdg_day: Seeded) -> None:
    """
    It was checked against what is not so any more.
    """
    built = fdg_day.built()
    plan = with_visit(built, VISIT)
    fdg_day.change(lambda session: None)  # raises the data revision

    with pytest.raises(PlanMoved), fdg_day.database.writing() as session:
        record(session, fdg_day, built, plan)

    assert fdg_day.built().plan_revision == built.plan_revision


def test_even_no_change_is_refused_if_the_data_moved(fdg_day: Seeded) -> None:
    """
    That nothing has to change was found out for other data.
    """
    built = fdg_day.built()
    same = built.problem.commitments.previous
    fdg_day.change(lambda session: None)

    with pytest.raises(PlanMoved), fdg_day.database.writing() as session:
        record(session, fdg_day, built, same)


def test_who_lost_once_tries_again(fdg_day: Seeded) -> None:
    """
    ``Database.run`` makes the change anew for the plan that is in force then.
    """
    stale = fdg_day.built()
    fdg_day.change(lambda session: None)
    tries: list[int] = []

    def change(session: Session) -> None:
        tries.append(session.info["try"])
        is_first = len(tries) == 1
        built = stale if is_first else build(session, NETWORK, fdg_day.now)
        record(session, fdg_day, built, with_visit(built, VISIT))

    fdg_day.database.run(change)

    assert tries == [1, 2]
    assert fdg_day.built().plan_revision == stale.plan_revision + 1
    assert fdg_day.recheck() == []


def test_two_bookings_at_once_both_come_into_force(fdg_day: Seeded) -> None:
    """
    Both were offered a slot for the same plan; the later one is seated beside it.
    """
    before = fdg_day.built().plan_revision
    slots = [first_slot(fdg_day, each) for each in (VISIT, OTHER)]
    start = Barrier(2)

    def book(number: int) -> None:
        start.wait()
        fdg_day.revise(lambda revision: revision.seat(slots[number]))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(book, range(2)))

    after = fdg_day.built()
    served = {
        each.visit_id for each in after.problem.commitments.previous.administrations
    }
    assert after.plan_revision == before + 2
    assert {VISIT, OTHER} <= served
    assert fdg_day.recheck() == []


def test_one_of_many_gets_a_slot(fdg_day: Seeded) -> None:
    """
    Eight want the same minute for one visit: one version, seven refusals.
    """
    before = fdg_day.built().plan_revision
    slot = first_slot(fdg_day, VISIT)

    def book(_: int) -> bool:
        try:
            fdg_day.revise(lambda revision: revision.seat(slot))
        except SlotTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(book, range(8)))

    assert sum(won) == 1
    assert fdg_day.built().plan_revision == before + 1
    with fdg_day.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PlanVersion)) == 3
    assert fdg_day.recheck() == []


def test_what_a_transaction_saw_and_took_back_is_not_remembered(
    fdg_day: Seeded,
) -> None:
    """
    The revision that a rolled-back transaction had raised is given to another one.
    """
    before = fdg_day.built()

    class TakenBackError(Exception):
        pass

    def look(session: Session) -> None:
        audited(session, fdg_day.now, PLANNER, "test", chain=NETWORK)
        touch(session, NETWORK)
        seen = build(session, NETWORK, fdg_day.now)
        record(session, fdg_day, seen, with_visit(seen, VISIT))
        assert build(session, NETWORK, fdg_day.now).held != before.held
        raise TakenBackError

    with pytest.raises(TakenBackError), fdg_day.database.writing() as session:
        look(session)
    fdg_day.change(lambda session: None)
    slot = first_slot(fdg_day, OTHER)
    fdg_day.revise(lambda revision: revision.seat(slot))

    served = {
        each.visit_id
        for each in fdg_day.built().problem.commitments.previous.administrations
    }
    assert OTHER in served
    assert VISIT not in served
