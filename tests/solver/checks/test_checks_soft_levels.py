from typing import Any

import pytest

from solver.checks import level_values
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.base import Interval
from solver.problem.commitments import VisitCommitment
from solver.problem.problem import Problem
from tests.solver.checks.clinic_plan import (
    LATER,
    STAY_AT,
    a_stay,
    a_ward_plan,
    committed,
    holding,
    served,
    ward_with,
)
from tests.solver.checks.clinic_world import DAY, END, a_ward
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem, without
from tests.solver.checks.world_plan import a_plan

STABLE = (
    LevelName.BUMPED_AGAIN,
    LevelName.TOUCHED,
    LevelName.MOVED_DAYS,
    LevelName.MOVED_MIN,
)


def stable(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """The values of the four levels of stability."""
    values = level_values(problem, plan)
    return tuple(values[name, None] for name in STABLE)


def held(*visits: VisitCommitment) -> Problem:
    """The ward, its plan committed as far as is said."""
    return committed(a_ward(), a_ward_plan(), visits=visits)


def test_levels_are_in_the_order_of_their_names() -> None:
    """
    First things first, with and without commitments.
    """
    order = list(LevelName)
    for problem, plan in (
        (a_ward(), a_ward_plan()),
        (held(holding("stay")), Plan()),
        (a_replanned_problem(), a_plan()),
    ):
        names = [order.index(name) for name, _ in level_values(problem, plan)]

        assert names == sorted(names)
        assert set(names) | {0} == set(range(len(order)))


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (a_ward_plan(), (0, 0, 0, 0)),
        # one visit of P4 a minute later: one participant
        (a_ward_plan(served("stress", 3 * DAY + 801)), (0, 1, 0, 1)),
        # both visits of P4: still one; the second one was bumped before
        (
            a_ward_plan(served("stress", 3 * DAY + 790), served("rest", 5 * DAY + 800)),
            (1, 1, 1, 10 + DAY),
        ),
        # a visit that is lost moves by nothing
        (a_ward_plan(without=("rest",)), (1, 1, 0, 0)),
        # P1 and P4
        (a_ward_plan(without=("stay", "rest")), (1, 2, 0, 0)),
        # 12 hours later, and on another day; 12 hours earlier, and on the day before
        (a_ward_plan(served("stress", 4 * DAY + 80)), (0, 1, 1, 720)),
        (a_ward_plan(served("stress", 2 * DAY + 1439)), (0, 1, 1, 801)),
        # what is not committed does not count
        (a_ward_plan(without=("tracer", "therapy")), (0, 0, 0, 0)),
    ],
)
def test_stability_counts_participants_days_and_minutes(
    plan: Plan, expected: tuple[int, ...]
) -> None:
    """
    Of P1 and P4, three visits are committed, the rest scan having been moved before.
    """
    problem = held(holding("stay"), holding("stress"), holding("rest", bumps=1))

    assert stable(problem, plan) == expected


def test_clinical_visits_count_for_themselves() -> None:
    """
    Two clinical visits that are lost are two, not one unknown participant.
    """
    nobody: dict[str, Any] = {"participant_id": None, "trial_id": None}
    visits = tuple(
        changed(each, **nobody, series_id=None) if each.series_id is not None else each
        for each in a_ward().visits
    )
    ward = a_ward(visits=visits, series=())
    problem = committed(
        ward,
        a_ward_plan(),
        visits=[holding("scan 1"), holding("scan 2", bumps=2)],
    )

    assert stable(problem, a_ward_plan(without=("scan 1", "scan 2"))) == (1, 2, 0, 0)


def test_holds_count_until_they_lapse() -> None:
    """
    A hold that lapses now binds nothing any more.
    """
    for lapses, expected in ((1, (0, 1, 0, 0)), (0, (0, 0, 0, 0))):
        hold = changed(holding("stay", "held"), lapses_min=lapses)

        assert stable(held(hold), a_ward_plan(without=("stay",))) == expected


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        ((), 0),
        (("stay",), 91),  # 1 of 11: 90.9
        (("tracer", "therapy"), 182),  # 2 of 11: 181.8
        (("dynamic",), 0),  # it may be deferred
    ],
)
def test_refusals_are_rounded_up(refused: tuple[str, ...], expected: int) -> None:
    """
    Of twelve visits eleven cannot be deferred, all of one trial at one site.
    """
    problem = ward_with("visits", "dynamic", window_end_min=END + 1)
    values = level_values(problem, a_ward_plan(without=refused))

    assert values[LevelName.REFUSAL_PERMILLE, None] == expected


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        # north: A, B, D, F; south: C; trial T1: A, C, D, F; E is deferrable
        (("B",), 250),
        (("C",), 1000),
        (("A", "D"), 500),
        (("A", "B", "D"), 750),
        (("E",), 0),
        ((), 0),
    ],
)
def test_highest_rate_of_a_site_or_a_trial_counts(
    refused: tuple[str, ...], expected: int
) -> None:
    """
    One refusal is much at a site that asks for one dose.
    """
    values = level_values(a_replanned_problem(), without(a_plan(), *refused))

    assert values[LevelName.REFUSAL_PERMILLE, None] == expected


def test_nobody_asks_nobody_is_refused() -> None:
    """
    A problem without visits has a rate of none.
    """
    problem = a_ward(visits=(), cohorts=(), series=(), exposures=())

    assert level_values(problem, Plan())[LevelName.REFUSAL_PERMILLE, None] == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"window_start_min": STAY_AT}, 0),
        ({"window_start_min": STAY_AT - DAY + 1}, 0),
        ({"window_start_min": STAY_AT - DAY}, 1),
        ({"asked_min": STAY_AT - 3 * DAY}, 3),
        ({"asked_min": STAY_AT - 3 * DAY + 1}, 2),
        ({"asked_min": STAY_AT + 5 * DAY}, 0),
        ({"asked_min": 0, "window_start_min": STAY_AT}, 1),
    ],
)
def test_waiting_is_counted_in_whole_days(
    changes: dict[str, Any], expected: int
) -> None:
    """
    From the request, or the window's start, to the injection; never less than none.
    """
    problem = ward_with("visits", "stay", **changes)
    others = [each.id for each in problem.visits if each.id != "stay"]
    values = level_values(problem, a_ward_plan(without=others))

    assert values[LevelName.WAITING_DAYS, None] == expected


def test_all_participants_wait() -> None:
    """
    All windows begin with the horizon: the days of the injections are added up.

    Days 1, 1, 8, 2, 3, 4, 1, 3, 10, 5, 6 and 7; the clinic's own visits do not wait.
    """
    nobody: dict[str, Any] = {"participant_id": None, "trial_id": None}
    clinical = ward_with("visits", "therapy", **nobody)
    values = [
        level_values(problem, a_ward_plan())[LevelName.WAITING_DAYS, None]
        for problem in (a_ward(), clinical)
    ]

    assert values == [51, 44]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((), 0),
        (((STAY_AT, STAY_AT + 1),), 0),
        (((STAY_AT - 9, STAY_AT),), 1),
        (((STAY_AT + 1, STAY_AT + 9),), 1),
        (((STAY_AT + 1, STAY_AT + 9), (STAY_AT - 9, STAY_AT + 1)), 0),
    ],
)
def test_preferred_hours_are_counted(
    hours: tuple[tuple[int, int], ...], expected: int
) -> None:
    """
    Only visits that prefer some hours can be outside of them.
    """
    preferred = tuple(Interval(start_min=start, end_min=end) for start, end in hours)
    problem = ward_with("visits", "stay", preferred_hours=preferred)
    served_and_not = [
        level_values(problem, plan)[LevelName.OUTSIDE_PREFERRED, None]
        for plan in (a_ward_plan(), Plan())
    ]

    assert served_and_not == [expected, 0]


def test_kept_means_later_scans_too() -> None:
    """
    A stay whose scan is booked for another minute, or on another scanner, is not kept.
    """
    problem = held(holding("stay"))
    kept = []
    for scan in (
        LATER[1],
        ("day 3", STAY_AT + 3 * DAY + 1, "s1", "t1"),
        (*LATER[1][:2], "s2", "t1"),
    ):
        plan = a_ward_plan(a_stay(later=(LATER[0], scan)))
        values = level_values(problem, plan)
        kept.append(values[LevelName.KEPT, problem.visits[0].priority])

    assert kept == [1, 0, 0]
