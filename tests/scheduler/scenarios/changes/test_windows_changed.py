"""Wider and narrower windows of a protocol: what differs, and nothing else."""

import pytest

from scheduler.scenarios.changes.windows import WidenWindow
from tests.scheduler.scenarios.changed import (
    BASE,
    BASE_PROBLEM,
    but,
    differences,
    made,
    refusals,
)

DAY_MIN = 24 * 60


def widened(definition: str, before: int, after: int) -> WidenWindow:
    """Windows of the small file's trial, wider."""
    return WidenWindow(
        trial="T1", definition=definition, days_before=before, days_after=after
    )


@pytest.mark.parametrize(
    ("definition", "visit"),
    [("baseline", "X7Q2-1"), ("rest", "X7Q2-3"), ("response", "Y3K9-pet")],
)
def test_wider_window_begins_and_ends_a_day_further(
    definition: str, visit: str
) -> None:
    """
    Around an anchor, given by dates, after another visit: one day before, two after.
    """
    what_if = made(widened(definition, 1, 2))

    gone, new = differences(what_if.problem)["visits"]
    before, after = (
        next(each for each in visits if each.id == visit) for visits in (gone, new)
    )
    hour = 60  # of the night in which summer time begins
    assert before.window_start_min - after.window_start_min in {DAY_MIN, DAY_MIN - hour}
    assert after.window_end_min - before.window_end_min in {
        2 * DAY_MIN,
        2 * DAY_MIN - hour,
    }
    assert what_if.amendments == (
        f"T1: the window of {definition} is wider by 1 days before and 2 days after",
    )


def test_wider_interval_is_one_for_all_cycles() -> None:
    """
    The first cycle has dates of its own, the others the interval to the one before.
    """
    problem = made(widened("course", 1, 1)).problem

    gone, new = differences(problem)["visits"]
    cycles = [f"Y3K9-lu/{number}" for number in (1, 2, 3, 4)]
    assert [each.id for each in new] == ["Y3K9-pet", *cycles]
    follows = {each.id: each.follows for each in new}
    before = {each.id: each.follows for each in gone}
    assert (before["Y3K9-lu/2"].min_days, before["Y3K9-lu/2"].max_days) == (39, 49)
    assert (follows["Y3K9-lu/2"].min_days, follows["Y3K9-lu/2"].max_days) == (38, 50)


@pytest.mark.parametrize("definition", ["baseline", "cycle", "rest", "course"])
def test_window_widened_and_narrowed_again_is_the_base(definition: str) -> None:
    """
    One what-if upon the other leaves file and problem as they were.
    """
    wider = made(widened(definition, 1, 1)).file

    back = made(widened(definition, -1, -1), base=wider)

    assert (back.file, back.problem) == (BASE, BASE_PROBLEM)


def test_other_trials_keep_their_windows() -> None:
    """
    A trial whose visits are called the same is as it was.
    """
    other = but(BASE.trials[0], id="T2", cohorts=())
    base = but(BASE, trials=(*BASE.trials, other))

    what_if = made(widened("baseline", 1, 1), base=base)

    assert what_if.file.trials[1] == other


def test_windows_that_make_no_sense_are_refused() -> None:
    """
    Unknown, narrower than nothing, and said twice.
    """
    changes = (
        WidenWindow(trial="T9", definition="rest", days_before=1, days_after=1),
        widened("west", 1, 1),
        widened("baseline", -3, 0),
        widened("cycle", -2, -1),
        widened("course", 1, 1),
        widened("course", 1, 1),
    )

    assert refusals(*changes) == [
        "changes[0].trial: there is no trial 'T9'",
        "changes[1].definition: there is no visit definition 'west'",
        (
            "changes[2].days_before: minus_days: Input should be greater than or "
            "equal to 0; got -1"
        ),
        "changes[3].days_before: max_days is less than min_days",
        "changes[5].definition: changes[4] is about windows of course of T1 as well",
    ]
