"""Orders that close soon and are not placed: told once for each threshold."""

from datetime import datetime, timedelta

from sqlalchemy import select

from scheduler.actors import Actor
from scheduler.database.database import Database
from scheduler.jobs.models import Event
from scheduler.notices.models import Notice, NoticeAudience
from scheduler.orders.deadlines import order_deadlines
from scheduler.orders.placing import placed
from scheduler.orders.planned import planned_orders
from scheduler.orders.watching import ORDER_DUE, orders_due, tell_orders_due
from tests.scheduler.planning.seeds import NETWORK, PLANNER, Seeded, seed_planned

CLOCK = Actor("job:order-deadlines", "job-1")
BERGEN = "ra223-bergen"


def told(seeded: Seeded, now: datetime) -> tuple[str, ...]:
    """What the job of the clock tells of."""
    return seeded.database.run(
        lambda session: tell_orders_due(session, now, CLOCK, NETWORK)
    )


def test_planned_orders_are_those_that_a_problem_has(database: Database) -> None:
    """
    Read off rows they say what the plan, judged as a whole, says of its deadlines.
    """
    seeded = seed_planned(database, BERGEN)
    with database.reading() as session:
        cheap = {
            each.order_id: (each.unit_id, each.cutoff_at, each.portions, each.placed)
            for each in planned_orders(session, NETWORK)
            if each.placed < each.portions
        }
        due = {
            each.order_id: (each.unit_id, each.cutoff_at, each.portions, each.placed)
            for each in order_deadlines(session, seeded.now, NETWORK, hours=10_000)
            if each.to_place > 0
        }

    assert due
    assert cheap == due


def test_an_order_is_told_of_at_each_threshold_once(database: Database) -> None:
    """
    A day and two hours before its cut-off, to the unit that sells it, and to nobody
    when it is placed or closed.
    """
    seeded = seed_planned(database, BERGEN)
    with database.reading() as session:
        first = next(
            each
            for each in planned_orders(session, NETWORK)
            if each.placed < each.portions
        )
    times = {
        hours: first.cutoff_at - timedelta(hours=hours) + timedelta(minutes=1)
        for hours in (25, 24, 23, 2, 1, 0)
    }
    answers = {
        hours: first.order_id in told(seeded, now) for hours, now in times.items()
    }
    with database.reading() as session:
        events = session.scalars(
            select(Event).where(
                Event.kind == ORDER_DUE, Event.subject == first.order_id
            )
        ).all()
        notices = session.scalars(
            select(Notice.id).where(Notice.subject == first.order_id)
        ).all()
        audience = session.execute(
            select(NoticeAudience.kind, NoticeAudience.object_id).where(
                NoticeAudience.notice_id.in_(notices)
            )
        ).all()

    assert answers == {25: False, 24: True, 23: False, 2: True, 1: False, 0: False}
    assert [each.details["hours"] for each in events] == [24, 2]
    assert len(notices) == 2
    assert {(kind.value, unit_id) for kind, unit_id in audience} == {
        ("unit", first.unit_id)
    }


def test_what_is_placed_in_time_is_not_told_of(sqlite_database: Database) -> None:
    """
    Nobody is reminded of what is done.
    """
    seeded = seed_planned(sqlite_database, BERGEN)
    with sqlite_database.reading() as session:
        first = next(
            each
            for each in planned_orders(session, NETWORK)
            if each.placed < each.portions
        )
    soon = first.cutoff_at - timedelta(hours=1)
    sqlite_database.run(
        lambda session: placed(
            session,
            seeded.now,
            PLANNER,
            network_id=NETWORK,
            order_id=first.order_id,
            portions=first.portions,
        )
    )
    with sqlite_database.reading() as session:
        due = [each.order.order_id for each in orders_due(session, soon, NETWORK)]

    assert first.order_id not in due
