"""What a plan has to be like to come into force without a person."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from scheduler.database.database import Database
from scheduler.planning.publishing import Verdict, may_publish
from scheduler.production.records import BatchRecord, BatchState
from solver.plan.plan import Plan
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem
from solver.problem.production import Order
from solver.revision import Revision
from tests.scheduler.planning.decisions import OTHER, VISIT, fail, in_force, promises
from tests.scheduler.planning.seeds import (
    NETWORK,
    PLANNER,
    Seeded,
    seed,
    seed_planned,
    with_seated,
)


@pytest.fixture
def day(sqlite_database: Database) -> Seeded:
    """A day with 20 of 22 visits in its plan, and nothing promised."""
    return seed_planned(sqlite_database, "no-fdg-day", VISIT, OTHER)


def _judged(seeded: Seeded, plan: Plan) -> Verdict:
    built = seeded.built(with_lost=True)
    return may_publish(built, plan, needs_second_person=False, publishes_by_itself=True)


def _without(seeded: Seeded, visit_ids: Iterable[str]) -> Plan:
    """The plan in force without some visits; nothing else is judged of it here."""
    revision = Revision(seeded.built().problem)
    for visit_id in visit_ids:
        revision.remove(visit_id)
    return revision.plan()


def test_one_visit_more_is_better(day: Seeded) -> None:
    """
    Nobody has to be asked for that.
    """
    assert _judged(day, with_seated(day, VISIT)) == Verdict(True)


def test_the_plan_in_force_is_not_better_than_itself(day: Seeded) -> None:
    """
    Nothing is to be changed.
    """
    assert not _judged(day, in_force(day)).is_better


def test_a_worse_plan_is_not_better(day: Seeded) -> None:
    """
    Somebody would not be served any more: levels 1 and 2 come first.
    """
    some = in_force(day).administrations[0].visit_id
    verdict = _judged(day, _without(day, [some]))

    assert not verdict.is_better
    assert any(each.startswith("served") for each in verdict.doubts)


def test_more_of_one_class_for_less_of_another_is_for_people(day: Seeded) -> None:
    """
    The visit of the first class is served at the cost of one of the last.
    """
    visits = {each.id: each for each in day.built().problem.visits}
    first = visits[VISIT].priority
    others = [
        each.visit_id
        for each in in_force(day).administrations
        if visits[each.visit_id].priority is not first
    ]
    plan = with_seated(day, VISIT)
    plan = Plan(
        **dict(plan)
        | {
            "administrations": tuple(
                each for each in plan.administrations if each.visit_id != others[0]
            )
        }
    )
    verdict = _judged(day, plan)

    assert [each.partition(" ")[0] for each in verdict.doubts] == ["served"]


@pytest.mark.parametrize("firmness", [Firmness.CONFIRMED, Firmness.FROZEN])
def test_a_promise_that_holds_is_not_moved(day: Seeded, firmness: Firmness) -> None:
    """
    Also where another visit more would be served for it.
    """
    some = in_force(day).administrations[0].visit_id
    better = with_seated(day, VISIT)
    day.promise(firmness, some)
    lost = [each for each in better.administrations if each.visit_id != some]
    later = [
        each
        if each.visit_id != some
        else type(each)(**dict(each) | {"scan_start_min": None})
        for each in better.administrations
    ]
    for changed, what in ((lost, "is lost"), (later, "moves")):
        plan = Plan(**dict(better) | {"administrations": tuple(changed)})
        assert any(
            each.startswith(f"visit {some} is ") and each.endswith(what)
            for each in _judged(day, plan).doubts
        )


def test_a_broken_promise_holds_nothing(sqlite_database: Database) -> None:
    """
    Whoever has lost a slot may be left without it, or have any other.
    """
    seeded = seed_planned(sqlite_database, "late-flight-trondheim-before")
    before = in_force(seeded)
    seeded.promise(Firmness.CONFIRMED, *(x.visit_id for x in before.administrations))
    fail(seeded, before.batches[0].id)
    broken = [key for key, each in promises(seeded).items() if each.broken_at]
    free = [
        visit_id
        for visit_id in broken
        if Revision(seeded.built().problem).offers(visit_id, 1)
    ]

    assert _judged(seeded, with_seated(seeded, free[0])) == Verdict(True)


def test_an_issued_draw_list_is_changed_by_people_only(day: Seeded) -> None:
    """
    The unit has accepted the run: it knows already what it draws for whom.
    """
    better = with_seated(day, VISIT)
    batch_of = {each.id: each.batch_id for each in better.shipments}
    vials = {each.id: batch_of[each.shipment_id] for each in better.vials}
    [seat] = [each for each in better.administrations if each.visit_id == VISIT]
    batch_id = vials[seat.vial_ids[0]]
    day.change(
        lambda session: session.add(
            BatchRecord(
                network_id=NETWORK,
                batch_id=batch_id,
                state=BatchState.ACCEPTED,
                changed_at=day.now,
                changed_by=PLANNER.id,
            )
        )
    )

    assert _judged(day, better).doubts == (
        f"the draw list of batch {batch_id} is issued, and changes",
    )


@pytest.mark.parametrize(("ago_min", "is_doubted"), [(1, True), (0, False)])
def test_a_placed_order_is_taken_back_by_people_only(
    sqlite_database: Database, ago_min: int, is_doubted: bool
) -> None:
    """
    Once that costs; in the last free minute it is a matter of plans.
    """
    seeded = seed_planned(sqlite_database, "ra223-bergen")
    built = seeded.built(with_lost=True)
    plan = built.in_force
    order = next(x for x in built.problem.orders if x.id == plan.batches[0].id)
    until = built.problem.as_of_min - ago_min
    placed = Order(
        **dict(order) | {"placed_portions": 1, "free_cancel_until_min": until}
    )
    orders = tuple(placed if each is order else each for each in built.problem.orders)
    problem = Problem(**dict(built.problem) | {"orders": orders})
    verdict = may_publish(
        replace(built, problem=problem),
        Plan(),
        needs_second_person=False,
        publishes_by_itself=True,
    )

    said = [each for each in verdict.doubts if each.startswith(f"order {order.id} is")]
    assert bool(said) is is_doubted


def test_the_first_plan_is_for_people(sqlite_database: Database) -> None:
    """
    Where no plan has been in force, nobody knows what to expect of one.
    """
    seeded = seed(sqlite_database, "no-fdg-day")
    verdict = _judged(seeded, Plan())

    assert verdict == Verdict(True, ("no plan has been in force yet",))
