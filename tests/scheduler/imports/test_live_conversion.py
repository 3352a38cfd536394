"""Live rows: a time that one date does not have stops nobody."""

import pytest

from scheduler.imports.planning_file.convert import to_live_problem, to_problem
from scheduler.imports.planning_file.convert_live import Live
from scheduler.imports.planning_file.read import read_planning_file
from solver.errors import InvalidDocument
from tests.scheduler.imports.small_file import a_file, as_bytes

SUNDAY_3_AM = 6 * 24 * 60 + 2 * 60
"""The clock goes from 02:00 to 03:00 that day: minutes from Monday 00:00."""


def test_hours_that_a_date_does_not_have_begin_when_the_clock_is_put_forward() -> None:
    """A file with them is refused; live, 02:30-05:00 is 03:00-05:00 that Sunday."""
    document = a_file()
    document["horizon"]["days"] = 7
    document["sites"][0]["opening"]["weekly"]["sun"] = ["02:30-05:00"]
    del document["commitments"]
    file = read_planning_file(as_bytes(document))

    with pytest.raises(InvalidDocument, match=r"has no 02:30"):
        to_problem(file)
    site = to_live_problem(file, Live()).sites[0]

    spans = {(each.start_min, each.end_min) for each in site.opening}
    assert (SUNDAY_3_AM, SUNDAY_3_AM + 120) in spans


def test_a_file_without_issues_is_the_same_problem_live() -> None:
    """Nothing waits, and every minute is where it was."""
    file = read_planning_file(as_bytes(a_file()))
    live = Live()

    assert to_live_problem(file, live) == to_problem(file)
    assert live.waiting == {}
