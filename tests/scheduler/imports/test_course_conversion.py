"""Courses of therapy: cycles, their windows, and the gates of each."""

from typing import Any

import pytest

from scheduler.imports.planning_file import read_planning_file, to_problem
from solver.errors import InvalidDocument
from solver.problem.demand import Follows, GateStatus, Visit
from tests.scheduler.imports.small_file import a_file, as_bytes

DAY = 24 * 60
SUMMER = -60
"""Minutes that local midnights come earlier after 29 March."""


def visits_of(file: dict[str, Any]) -> dict[str, Visit]:
    """Visits of a file by id."""
    problem = to_problem(read_planning_file(as_bytes(file)))
    return {visit.id: visit for visit in problem.visits}


def a_course(**changes: Any) -> dict[str, Any]:
    """The small file with changes of its one course."""
    file = a_file()
    file["participants"][1]["cycles"][0].update(changes)
    return file


def test_cycles_are_visits_that_follow_each_other() -> None:
    """
    Four cycles; 42 days less 3 and plus 7 from each to the next.
    """
    visits = visits_of(a_file())
    cycles = [visits[f"Y3K9-lu/{number}"] for number in (1, 2, 3, 4)]

    assert [each.follows for each in cycles] == [
        None,
        *(
            Follows(visit_id=f"Y3K9-lu/{number}", min_days=39, max_days=49)
            for number in (1, 2, 3)
        ),
    ]
    assert {each.procedure_id for each in cycles} == {"therapy"}


def test_windows_of_cycles_widen_from_the_first() -> None:
    """
    25 to 27 March; then 39 days after the first to 49 after the last, and so on.
    """
    visits = visits_of(a_file())
    windows = [
        (visits[f"Y3K9-lu/{n}"].window_start_min, visits[f"Y3K9-lu/{n}"].window_end_min)
        for n in (1, 2, 3)
    ]

    # Day 0 is 23 March: days 2 to 4, both whole.
    assert windows == [
        (2 * DAY, 5 * DAY),
        ((2 + 39) * DAY + SUMMER, (5 + 49) * DAY + SUMMER),
        ((2 + 78) * DAY + SUMMER, (5 + 98) * DAY + SUMMER),
    ]


def test_the_first_cycle_follows_the_previous_actual_dose() -> None:
    """
    23:30 UTC on 11 February is the 12th in Oslo: 23 March to 2 April after 39 to 49 d.
    """
    file = a_course(earliest_date=None, latest_date=None, first_cycle=2, cohort=None)
    file["participants"][1]["cycles"][0]["results"] = []
    file["trials"][0]["visit_definitions"][3]["gates"] = []
    file["participants"][1]["visits"] = []
    file["trials"][0]["cohorts"] = []
    file["participants"][0]["visits"][1]["cohort"] = None
    visits = visits_of(file)

    second = visits["Y3K9-lu/2"]
    assert (second.window_start_min, second.window_end_min) == (0, 11 * DAY + SUMMER)
    assert "Y3K9-lu/1" not in visits
    assert visits["Y3K9-lu/3"].follows is not None


def test_without_a_first_window_a_course_is_refused() -> None:
    """
    Neither dates nor a previous dose: nothing to count from, for any cycle.
    """
    file = a_course(earliest_date=None, latest_date=None)
    file["participants"][1]["previous_dose_at"] = None

    with pytest.raises(InvalidDocument) as refusal:
        to_problem(read_planning_file(as_bytes(file)))

    assert {
        issue.place for issue in refusal.value.issues if "cycles" in issue.place
    } == {f"participants[Y3K9].cycles[Y3K9-lu][{number}]" for number in (1, 2, 3, 4)}


def test_a_visit_may_follow_and_need_a_cycle() -> None:
    """
    The scan comes 7 to 14 days after the second cycle and needs the first.
    """
    visit = visits_of(a_file())["Y3K9-pet"]

    assert visit.follows == Follows(visit_id="Y3K9-lu/2", min_days=7, max_days=14)
    assert visit.needs_visit_id == "Y3K9-lu/1"
    # 15 March is eight days before 23 March.
    assert visit.asked_min == -8 * DAY


def test_only_the_first_dose_names_the_cohort() -> None:
    """
    A dose level counts first doses; waiting began once.
    """
    visits = visits_of(a_file())

    assert visits["Y3K9-lu/1"].cohort_id == "T1/DL1"
    assert visits["Y3K9-lu/1"].asked_min == -7 * DAY
    assert visits["Y3K9-lu/2"].cohort_id is None
    assert visits["Y3K9-lu/2"].asked_min is None


def test_results_give_their_gates_times() -> None:
    """
    Passed on 16 March and valid 14 days: to the last minute of the 30th.
    """
    blood, pregnancy = visits_of(a_file())["Y3K9-lu/1"].gates

    assert (blood.status, blood.due_min) == (GateStatus.PASSED, None)
    # 16 March 09:00; the 30th is day 7, and 31 March begins in summer time.
    assert blood.taken_min == -7 * DAY + 540
    assert blood.taken_min + blood.valid_min == 8 * DAY + SUMMER - 1
    assert blood.may_order_at_risk
    # 24 March 08:00 and 10:00; 72 elapsed hours.
    assert (pregnancy.taken_min, pregnancy.due_min) == (DAY + 480, DAY + 600)
    assert pregnancy.valid_min == 72 * 60


def test_gates_without_results_count_from_the_nominal_day() -> None:
    """
    Cycle 2 is due 42 days after 25 March, on 6 May: sample on 26 April, due the 28th.
    """
    blood, _ = visits_of(a_file())["Y3K9-lu/2"].gates

    assert blood.status is GateStatus.PENDING
    # 6 May is day 44; local clocks in summer time.
    assert blood.taken_min == (44 - 10) * DAY + 9 * 60 + SUMMER
    assert blood.due_min == (44 - 8) * DAY + 15 * 60 + SUMMER
    # Valid to the last minute of the 14th date after: 10 May, day 48.
    assert blood.taken_min + blood.valid_min == 49 * DAY + SUMMER - 1


def test_a_committed_cycle_is_its_own_nominal_day() -> None:
    """
    Cycle 1 committed to 27 March, cycle 2 is nominal 42 days on: two days later.
    """
    file = a_file()
    held = file["commitments"]
    held["visits"].append({"visit": "Y3K9-lu/1", "firmness": "confirmed"})
    # Minutes of the previous plan count from 22 March 00:00: the 27th is day 5.
    administration = held["previous"]["plan"]["administrations"][0] | {
        "visit_id": "Y3K9-lu/1",
        "injection_min": 5 * DAY + 600,
    }
    held["previous"]["plan"]["administrations"].append(administration)
    blood, _ = visits_of(file)["Y3K9-lu/2"].gates

    assert blood.taken_min == (46 - 10) * DAY + 9 * 60 + SUMMER


def test_overdue_results_are_asked_for() -> None:
    """
    Cycle 1 is nominal on 25 March: its count was due on the 17th, before now.
    """
    with pytest.raises(InvalidDocument) as refusal:
        visits_of(a_course(results=[]))

    # The pregnancy test is due on 24 March, in the future: no issue.
    assert [str(issue) for issue in refusal.value.issues] == [
        (
            "participants[Y3K9].cycles[Y3K9-lu][1].results[blood count]: was due at "
            "2026-03-17T15:00+01:00, before as_of: give the result, or its due_at"
        )
    ]


def test_a_past_window_asks_for_no_result() -> None:
    """
    A cycle that can no longer be given does not keep a file from being read.
    """
    file = a_course(results=[], earliest_date="2026-03-17", latest_date="2026-03-19")

    # The second one is nominal on 28 April and due on the 20th: in time.
    assert visits_of(file)["Y3K9-lu/1"].window_end_min == -3 * DAY
