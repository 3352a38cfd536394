"""Orders of bought products: placed, cancelled, and due."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from scheduler.database.database import Database
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.orders.deadlines import OrderDeadline, order_deadlines
from scheduler.orders.placing import Placed, placed
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned
from tests.scheduler.production.batch_day import doing, events


class _Week(NamedTuple):
    seeded: Seeded
    order_id: str
    portions: int


@pytest.fixture
def week(database: Database) -> _Week:
    """Radium for Bergen, planned; the first order that is taken from."""
    seeded = seed_planned(database, "ra223-bergen")
    plan = seeded.built().problem.commitments.previous
    placed_already = {
        each.id: each.placed_portions for each in seeded.built().problem.orders
    }
    batch_of = {each.id: each.batch_id for each in plan.shipments}
    for batch in plan.batches:
        taken = [each for each in plan.vials if batch_of[each.shipment_id] == batch.id]
        if placed_already[batch.id] == 0:
            return _Week(seeded, batch.id, len(taken))
    raise AssertionError("everything is placed")


def _placed(
    week: _Week,
    portions: int,
    *,
    order_id: str | None = None,
    now: datetime | None = None,
    reason: str | None = None,
) -> Placed:
    return doing(
        week.seeded,
        lambda session: placed(
            session,
            now or week.seeded.now,
            PLANNER,
            network_id=NETWORK,
            order_id=order_id or week.order_id,
            portions=portions,
            reason=reason,
        ),
    )


def _due(week: _Week, hours: int, now: datetime | None = None) -> list[OrderDeadline]:
    with week.seeded.database.reading() as session:
        return list(
            order_deadlines(session, now or week.seeded.now, NETWORK, hours=hours)
        )


def _cutoff(week: _Week) -> datetime:
    (mine,) = [each for each in _due(week, 10_000) if each.order_id == week.order_id]
    return mine.cutoff_at


def test_a_placed_order_is_not_due_any_more(week: _Week) -> None:
    """
    What the plan takes is to be placed by the cut-off; placed, it is off the list.
    """
    before = {each.order_id: each for each in _due(week, 10_000)}

    done = _placed(week, week.portions)

    mine = before[week.order_id]
    assert (mine.portions, mine.placed, mine.to_place) == (
        week.portions,
        0,
        week.portions,
    )
    assert (done.before, done.portions) == (0, week.portions)
    assert week.order_id not in {each.order_id for each in _due(week, 10_000)}
    (order,) = [
        each for each in week.seeded.built().problem.orders if each.id == week.order_id
    ]
    assert order.placed_portions == week.portions
    assert [each.subject for each in events(week.seeded, "order_placed")] == [
        week.order_id
    ]


def test_orders_are_due_by_cut_off_within_the_hours_asked_for(week: _Week) -> None:
    """
    One minute before the hours reach its cut-off, an order is not listed.
    """
    now = _cutoff(week) - timedelta(hours=5)

    listed = [each.order_id for each in _due(week, 5, now)]
    not_yet = [each.order_id for each in _due(week, 5, now - timedelta(minutes=1))]
    cutoffs = [each.cutoff_at for each in _due(week, 10_000)]

    assert week.order_id in listed
    assert week.order_id not in not_yet
    assert cutoffs == sorted(cutoffs)


def test_what_was_not_placed_in_time_is_overdue(week: _Week) -> None:
    """
    A minute after the cut-off it is still listed, however few hours are asked for.
    """
    late = _due(week, 0, _cutoff(week) + timedelta(minutes=1))

    (mine,) = [each for each in late if each.order_id == week.order_id]
    assert mine.is_overdue
    assert mine.to_place == week.portions


def test_nothing_is_added_to_a_closed_order(week: _Week) -> None:
    """
    Nor is anything taken back that somebody is to have.
    """
    cutoff = _cutoff(week)
    _placed(week, week.portions)
    later = cutoff + timedelta(minutes=1)

    with pytest.raises(WrongState) as more:
        _placed(week, week.portions + 1, now=later)
    with pytest.raises(WrongState) as less:
        _placed(week, week.portions - 1, now=later, reason="withdrawn")

    assert more.value.state == "closed"
    assert "portions booked" in less.value.state


def test_an_order_is_taken_back_with_a_reason(week: _Week) -> None:
    """
    Before its cut-off it is as if it had never been placed.
    """
    _placed(week, week.portions)

    with pytest.raises(Invalid) as silent:
        _placed(week, 0)
    done = _placed(week, 0, reason="participant withdrew")
    again = _placed(week, 0)

    assert [each.place for each in silent.value.issues] == ["reason"]
    assert (done.before, done.portions) == (week.portions, 0)
    assert again.happening is None
    assert week.order_id in {each.order_id for each in _due(week, 10_000)}
    assert len(events(week.seeded, "order_cancelled")) == 1


def test_taking_back_costs_after_the_free_deadline(database: Database) -> None:
    """
    20,000 NOK per portion from the minute after the deadline; until then nothing.
    """
    seeded = seed_planned(database, "lut-dosimetry")
    booked = {each.id for each in seeded.built().problem.commitments.previous.batches}
    order = next(
        each
        for each in seeded.built().problem.orders
        if each.id not in booked and each.cutoff_min >= seeded.built().problem.as_of_min
    )
    free_until = seeded.built().instants.at(order.free_cancel_until_min or 0)
    week = _Week(seeded, order.id, 0)

    _placed(week, 2)
    one = _placed(week, 1, now=free_until, reason="fewer")
    two = _placed(week, 0, now=free_until + timedelta(minutes=1), reason="none")

    assert one.cancel_cost_nok == 0
    assert two.cancel_cost_nok == 20_000


def test_more_than_is_sold_and_orders_nobody_offers_are_refused(week: _Week) -> None:
    """
    With the number that is sold; nothing is written.
    """
    (order,) = [
        each for each in week.seeded.built().problem.orders if each.id == week.order_id
    ]

    with pytest.raises(Invalid) as refused:
        _placed(week, order.max_portions + 1)
    with pytest.raises(NotFound):
        _placed(week, 1, order_id="RA@1999-01-01")

    assert [str(each) for each in refused.value.issues] == [
        f"portions: 0 to {order.max_portions} are sold"
    ]
    assert events(week.seeded, "order_placed") == []
