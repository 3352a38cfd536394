from typing import Any

import pytest

from solver.checks import check
from solver.config import SolverConfig
from solver.constraints.staff import Staff
from solver.constraints.staff_limits import (
    StaffLimits,
    first_age_min,
    leaves_breaks,
)
from solver.decay import remaining_kbq
from solver.plan.plan import Purpose
from solver.problem.base import Interval
from solver.problem.clinic import Break
from solver.problem.demand import Alternative
from solver.problem.problem import Problem
from solver.solve import solve
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.placement import Placement
from tests.solver.builders import a_therapy
from tests.solver.several_days import (
    a_dose,
    a_nurse,
    checked_minutes,
    is_possible_together,
    posted_minutes,
    seat,
    seated,
    three_days,
)

RULE = StaffLimits()
CONFIG = SolverConfig(time_limit_s=20, is_deterministic=True)
BREAK = Break(window=Interval(start_min=1500, end_min=1600), minutes=40)


def _with_nurse(*visits: str, **limits: Any) -> Problem:
    """Visits on the first and second day, and one nurse with limits."""
    return three_days(
        *(a_dose(each, window_start_min=0) for each in visits),
        people=(a_nurse(**limits),),
    )


def _opened(
    index: Index, minutes: range, placements: list[Placement], resource_id: str
) -> list[int]:
    state = seated(index, placements)
    frame = Frame(minutes.start, minutes.stop)
    visit = index.visits["V1"]
    tasks = state.steps("V1", 0, None).tasks
    task = next(each for each in tasks if each.purpose is Purpose.INJECTION)
    assert RULE.concerns(state, visit, task)
    bits = RULE.opens(state, visit, task, resource_id, frame)
    return [minute for minute in minutes if frame.holds(bits, minute)]


def _both(problem: Problem, minutes: range, **seats: int) -> list[int]:
    """Open minutes of V1, on which ``opens``, ``post`` and the checker agree."""
    index = Index(problem)
    placements = [seat(index, id_, at) for id_, at in seats.items()]
    opened = _opened(index, minutes, placements, "nurse")
    assert posted_minutes(index, Staff(), "V1", minutes, placements) == opened
    assert checked_minutes(problem, Staff(), "V1", minutes, placements) == opened
    return opened


@pytest.mark.parametrize(
    ("most", "seats", "found"),
    [
        pytest.param(1, {"V2": 1500}, [1438, 1439], id="full by V2"),
        pytest.param(2, {"V2": 1500}, [1438, 1439, 1440, 1441], id="one more"),
        pytest.param(1, {}, [1438, 1439, 1440, 1441], id="the first"),
        pytest.param(0, {}, [], id="none at all"),
    ],
)
def test_so_many_injections_a_day(
    most: int, seats: dict[str, int], found: list[int]
) -> None:
    """
    An injection counts on the calendar day of the site on which it begins.
    """
    problem = _with_nurse("V1", "V2", max_injections_per_day=most)

    # V2 at 1500 is on the second day, which begins at 1440.
    assert _both(problem, range(1438, 1442), **seats) == found


@pytest.mark.parametrize(
    ("most_kbq", "seats", "found"),
    [
        pytest.param(400_000, {"V2": 1500}, [1438, 1439, 1440, 1441], id="enough"),
        pytest.param(399_999, {"V2": 1500}, [1438, 1439], id="one kBq too little"),
        pytest.param(200_000, {}, [1438, 1439, 1440, 1441], id="enough for one"),
        pytest.param(199_999, {}, [], id="too little for any"),
    ],
)
def test_so_much_handled_a_day(
    most_kbq: int, seats: dict[str, int], found: list[int]
) -> None:
    """
    What is drawn for the injections of one person on one day adds up.
    """
    problem = _with_nurse("V1", "V2", max_handled_kbq_per_day=most_kbq)

    # Each draws 200,000 kBq: no residuals.
    assert _both(problem, range(1438, 1442), **seats) == found


def test_an_alternative_counts_by_its_own_draw() -> None:
    """
    A smaller activity may be handled where the larger one may not.
    """
    visit = a_dose(
        "V1",
        alternatives=(Alternative(target_kbq=200_000), Alternative(target_kbq=90_000)),
    )
    problem = three_days(visit, people=(a_nurse(max_handled_kbq_per_day=90_000),))
    index = Index(problem)
    state = seated(index, [])

    opened = []
    for alternative in (0, 1):
        tasks = state.steps("V1", alternative, None).tasks
        task = next(each for each in tasks if each.purpose is Purpose.INJECTION)
        frame = Frame(1440, 1450)
        opened.append(RULE.opens(state, visit, task, "nurse", frame))
    assert opened == [0, Frame(1440, 1450).full]

    result = solve(problem, CONFIG)
    assert result.plan is not None
    assert [each.alternative for each in result.plan.administrations] == [1]
    assert check(problem, result.plan) == []


def test_a_task_leaves_the_break_before_it_or_after_it() -> None:
    """
    In a window of 100 minutes, five minutes leave 40 on one side, to the minute.
    """
    problem = _with_nurse("V1", breaks=(BREAK,))

    # Any start: before 1540 there are 40 minutes before; by 1555 there are 40 after.
    assert _both(problem, range(1530, 1566)) == list(range(1530, 1566))


def test_what_is_held_narrows_the_break() -> None:
    """
    With a task in the middle, the break lies after it, and nothing else there.
    """
    problem = _with_nurse("V1", "V2", breaks=(BREAK,))

    # V2 holds 1530 to 1535: only from 1535 to 1600 are 40 minutes left. A task of 5
    # minutes ends by 1560, or begins at 1575 = 1535 + 40 or later.
    minutes = range(1535, 1605)
    found = _both(problem, minutes, V2=1530)
    assert found == [*range(1535, 1556), *range(1575, 1605)]


def test_a_task_before_the_window_ends_in_it() -> None:
    """
    Held until three minutes into the window, the break begins then.
    """
    problem = _with_nurse("V1", "V2", breaks=(BREAK,))

    # V2 holds 1537 to 1542: 37 minutes before it are no break; after it, 58 are.
    found = _both(problem, range(1490, 1500), V2=1537)
    assert found == list(range(1490, 1500))
    assert _both(problem, range(1553, 1563), V2=1537) == list(range(1553, 1556))


@pytest.mark.parametrize(
    ("minutes", "is_possible"),
    [
        pytest.param({"V1": 1540, "V2": 1545}, True, id="40 minutes before both"),
        pytest.param({"V1": 1539, "V2": 1556}, False, id="39 before, 39 after"),
        pytest.param({"V1": 1539, "V2": 1555}, True, id="39 before, 40 after"),
    ],
)
def test_free_visits_leave_the_break_together(
    minutes: dict[str, int], is_possible: bool
) -> None:
    """
    Posted between visits that are both to be decided; 1556 + 5 + 39 is the end.
    """
    index = Index(_with_nurse("V1", "V2", breaks=(BREAK,)))

    assert is_possible_together(index, (Staff(),), minutes) is is_possible


@pytest.mark.parametrize(
    ("limits", "minutes", "is_possible"),
    [
        ({"max_injections_per_day": 1}, {"V1": 1435, "V2": 1440}, True),
        ({"max_injections_per_day": 1}, {"V1": 1440, "V2": 1500}, False),
        ({"max_handled_kbq_per_day": 400_000}, {"V1": 1440, "V2": 1500}, True),
        ({"max_handled_kbq_per_day": 399_999}, {"V1": 1440, "V2": 1500}, False),
        ({"max_handled_kbq_per_day": 399_999}, {"V1": 1439, "V2": 1500}, True),
    ],
)
def test_free_visits_share_the_day(
    limits: dict[str, int], minutes: dict[str, int], is_possible: bool
) -> None:
    """
    Counts and sums hold for visits that are both to be decided, day by day.
    """
    index = Index(_with_nurse("V1", "V2", **limits))

    assert is_possible_together(index, (Staff(),), minutes) is is_possible


def test_two_tasks_of_one_visit_may_take_a_break_that_each_leaves() -> None:
    """
    Preparation and injection by one nurse count together.
    """
    dose = a_therapy(
        id="dose", preparation_min=30, preparation_role="nurse", injection_min=5
    )
    problem = three_days(
        a_dose("V1"), procedures=(dose,), people=(a_nurse(breaks=(BREAK,)),)
    )
    index = Index(problem)
    state = seated(index, [])

    # From 1530 to 1565 the nurse is held: 30 minutes before, 35 after. The injection
    # alone leaves 60 before it, the preparation alone 40 after it.
    (injection,) = _opened(index, range(1560, 1561), [], "nurse")
    assert injection == 1560
    assert not leaves_breaks(state, seat(index, "V1", 1560))
    assert leaves_breaks(state, seat(index, "V1", 1570))
    minutes = range(1550, 1575)
    # Until 1500 + 40 + 30 = 1570 a start takes the break, unless it ends by 1560.
    assert posted_minutes(index, Staff(), "V1", minutes) == [
        *range(1550, 1556),
        *range(1570, 1575),
    ]


def test_insertion_looks_elsewhere_if_a_break_is_taken() -> None:
    """
    A visit that could only be in the middle of the window comes after it.
    """
    dose = a_therapy(
        id="dose", preparation_min=30, preparation_role="nurse", injection_min=5
    )
    visit = a_dose("V1", window_start_min=1557)
    problem = three_days(visit, procedures=(dose,), people=(a_nurse(breaks=(BREAK,)),))

    result = solve(problem, CONFIG)

    # Before 1570 the nurse's tasks leave less than 40 minutes on either side.
    assert result.plan is not None
    assert [each.injection_min for each in result.plan.administrations] == [1570]
    assert check(problem, result.plan) == []


def test_a_day_full_of_injections_is_shared_by_two() -> None:
    """
    With one injection a day each, two nurses serve two visits of one day.
    """
    visits = [a_dose(f"V{i}") for i in (1, 2, 3)]
    people = tuple(a_nurse(each, max_injections_per_day=1) for each in ("n1", "n2"))
    problem = three_days(*visits, people=people)

    result = solve(problem, CONFIG)

    assert result.plan is not None
    assert len(result.plan.administrations) == 2
    assert check(problem, result.plan) == []
    (left,) = result.left_out
    assert left.rules == ("staff",)


def test_a_dispensed_dose_is_light_from_an_age_on() -> None:
    """
    The first age at which no more than so much is left, found to the minute.
    """
    # 1000 kBq halve in 100 minutes: 500.99... is left at 99.7, 500 at 100 minutes.
    assert first_age_min(1000, 500, 100.0) == 100
    assert remaining_kbq(1000, 99, 100.0) == 503
    # Before its reference time there is more: 1000 * 2^(50/100) = 1414.2.
    assert first_age_min(1000, 1414, 100.0) == -50
    assert first_age_min(1000, 1413, 100.0) == -49
