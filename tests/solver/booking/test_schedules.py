"""Schedules have every visit after those it waits for, or say what is in the way."""

from solver.offers import (
    Obstacle,
    schedule_obstacle,
    schedule_offers,
)
from solver.problem.demand import Follows
from solver.revision import Revision
from tests.solver.booking.schedules import a_pair, assert_bookable
from tests.solver.builders import spans
from tests.solver.several_days import a_dose, three_days

NEVER = spans((0, 1))


def test_schedule_has_every_visit_after_those_it_waits_for() -> None:
    """
    The rest scan comes first, on the first day or on the second: there are two.
    """
    revision = Revision(a_pair())

    schedules = schedule_offers(revision, ["stress", "rest"])

    assert [[each.slot.visit_id for each in one] for one in schedules] == [
        ["rest", "stress"]
    ] * 2
    starts = [[each.slot.injection_min // 1440 for each in one] for one in schedules]
    assert sorted(starts) == [[0, 1], [1, 2]]
    assert_bookable(revision, ["rest", "stress"], schedules)
    assert schedule_obstacle(revision, ["stress", "rest"]) is None


def test_price_of_a_schedule_is_what_all_of_it_costs() -> None:
    """
    The order is paid with the first dose; the second one pays its portion alone.
    """
    (one, *_) = schedule_offers(Revision(a_pair()), ["rest", "stress"])

    # 500 for the order, 50 a portion, 100 for the courier
    assert [each.price.cost_nok for each in one] == [650, 50]
    assert [each.price.starts_batch for each in one] == [True, False]


def test_no_more_schedules_than_asked_for() -> None:
    """
    One is enough, if one is asked for.
    """
    assert len(schedule_offers(Revision(a_pair()), ["rest", "stress"], 1)) == 1
    assert schedule_offers(Revision(a_pair()), []) == ()
    assert schedule_obstacle(Revision(a_pair()), []) is None


def test_half_a_schedule_is_none_and_says_why() -> None:
    """
    The stress scan has no hour at which it may be: the rest scan alone is not offered.
    """
    revision = Revision(a_pair(injection_hours=NEVER))

    assert schedule_offers(revision, ["rest", "stress"]) == ()
    assert schedule_obstacle(revision, ["rest", "stress"]) == Obstacle(
        "stress", ("availability",)
    )


def test_first_visit_without_a_slot_is_the_obstacle() -> None:
    """
    Nobody injects: it gets stuck at once.
    """
    problem = three_days(a_dose("A"), a_dose("B"), people=())

    assert schedule_obstacle(Revision(problem), ["B", "A"]) == Obstacle("A", ("staff",))


def test_schedule_goes_on_where_the_cheapest_beginning_ends() -> None:
    """
    The cheapest slot of A is on the first day, but B, a day later, is away then.
    """
    problem = three_days(
        a_dose("A", participant_id="P", window_start_min=0),
        a_dose(
            "B",
            participant_id="P",
            window_start_min=0,
            window_end_min=4320,
            follows=Follows(visit_id="A", min_days=1, max_days=1),
            unavailable=spans((1440, 2880)),
        ),
    )

    (schedule,) = schedule_offers(Revision(problem), ["A", "B"])

    assert [each.slot.injection_min // 1440 for each in schedule] == [1, 2]
