import pytest

from solver.problem.base import Interval
from solver.problem.clinic import Break
from tests.solver.checks.clinic_plan import (
    STAY_AT,
    a_ward_plan,
    committed,
    holding,
    served,
    ward_with,
)
from tests.solver.checks.clinic_world import DAY
from tests.solver.checks.judged import named
from tests.solver.checks.mutation import changed


def a_break(start: int, end: int, minutes: int) -> tuple[Break, ...]:
    """One break of so many minutes in a window."""
    return (Break(window=Interval(start_min=start, end_min=end), minutes=minutes),)


@pytest.mark.parametrize(
    ("changes", "is_named"),
    [
        ({"max_injections_per_day": 2}, False),
        ({"max_injections_per_day": 1}, True),
        ({"max_injections_per_day": 0}, True),
        ({"max_handled_kbq_per_day": 2000}, False),
        ({"max_handled_kbq_per_day": 1999}, True),
    ],
)
def test_injections_and_activity_of_a_day_are_limited(
    changes: dict[str, int], is_named: bool
) -> None:
    """
    On day 1 the nurse n1 injects the stay and the sentinel, 1000 kBq each.

    On day 3 it is two again. The nurse n2 injects once, on day 1.
    """
    expected = {("staff", "n1")} if is_named else set()

    assert named(ward_with("people", "n1", **changes), a_ward_plan()) == expected
    other = dict.fromkeys(changes, 1000 if "max_handled_kbq_per_day" in changes else 1)
    assert named(ward_with("people", "n2", **other), a_ward_plan()) == set()


def test_day_is_that_of_the_site() -> None:
    """
    The stay at 600 and the sentinel at 700 are on two days, if midnight is at 650
    between them, and on one, if it is at 750.
    """
    limited = ward_with("people", "n1", max_injections_per_day=1)
    plan = a_ward_plan(without=("dynamic", "stress", "rest"))
    for midnight, expected in ((650, set()), (750, {("staff", "n1")})):
        midnights = tuple(day * DAY + midnight for day in range(-1, 22))
        site = changed(limited.sites[0], midnights_min=midnights)

        assert named(changed(limited, sites=(site,)), plan) == expected


def test_facts_may_exceed_a_limit_and_nothing_more() -> None:
    """
    Two injections that happened stand; a third of the same day is one too many.
    """
    problem = ward_with("people", "n1", max_injections_per_day=1)
    facts = [holding("stay", "fact"), holding("sentinel", "fact")]
    without = ("stress", "rest")
    done = committed(problem, a_ward_plan(), visits=facts)
    plan = a_ward_plan(without=without, is_spare=True)
    third = a_ward_plan(
        served("therapy", DAY + 900), without=(*without, "tracer"), is_spare=True
    )

    assert ("staff", "n1") in named(problem, plan)
    assert named(done, plan) == set()
    assert named(done, third) == {("staff", "n1")}


@pytest.mark.parametrize(
    ("pause", "is_named"),
    [
        # n1 injects the stay during [600, 630) and prepares the sentinel from 680
        ((600, 710, 50), False),
        ((600, 710, 51), True),
        ((500, 600, 100), False),
        ((500, 601, 100), False),
        ((501, 601, 100), True),
        ((629, 680, 50), False),
        ((629, 679, 50), True),
        ((600, 630, 1), True),
        ((710, 720, 10), False),
        ((709, 719, 10), True),
    ],
)
def test_break_is_kept_free(pause: tuple[int, int, int], is_named: bool) -> None:
    """
    Somewhere in the window are the minutes of a break in a row, without a task.
    """
    start, end, minutes = pause
    breaks = a_break(DAY + start, DAY + end, minutes)
    problem = ward_with("people", "n1", breaks=breaks)
    expected = {("staff", "n1")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


@pytest.mark.parametrize(("minutes", "is_named"), [(30, False), (31, True)])
def test_later_scans_break_a_break(minutes: int, is_named: bool) -> None:
    """
    The technologist t1 makes the "4 h" scan during [230, 270) after the injection.
    """
    breaks = a_break(STAY_AT + 200, STAY_AT + 280, minutes)
    problem = ward_with("people", "t1", breaks=breaks)
    expected = {("staff", "t1")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


def test_every_break_of_a_person_is_kept() -> None:
    """
    A second break without room is named, though the first has some.
    """
    breaks = a_break(0, 100, 100) + a_break(DAY + 600, DAY + 630, 30)
    problem = ward_with("people", "n1", breaks=breaks)

    assert named(problem, a_ward_plan()) == {("staff", "n1")}


def test_facts_may_take_a_break_away_and_nothing_more() -> None:
    """
    Where what happened left no break, a task that is planned there is one too many.

    The stay leaves the last 20 min of the window; an infusion at 670 is prepared from
    650 on, after the window, and one at 669 a minute within it.
    """
    breaks = a_break(DAY + 600, DAY + 650, 21)
    problem = ward_with("people", "n1", breaks=breaks)
    done = committed(problem, a_ward_plan(), visits=[holding("stay", "fact")])
    found = []
    for at in (670, 669):
        therapy = served("therapy", DAY + at, "n1 c2")
        sentinel = served("sentinel", DAY + 720)
        plan = a_ward_plan(therapy, sentinel, without=("tracer", "second", "higher"))
        found.append({each for each in named(done, plan) if each[0] == "staff"})

    assert named(problem, a_ward_plan()) == {("staff", "n1")}
    assert named(done, a_ward_plan()) == set()
    assert found == [set(), {("staff", "n1")}]
