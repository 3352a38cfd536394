"""A rest and a stress scan to be scheduled, and whether schedules can be booked."""

from typing import Any

from solver.problem.demand import Follows
from solver.problem.problem import Problem
from solver.revision import Revision
from tests.solver.several_days import a_dose, three_days


def a_pair(**stress: Any) -> Problem:
    """A rest scan on the first or second day, its stress scan a day later."""
    fields: dict[str, Any] = {
        "participant_id": "P",
        "follows": Follows(visit_id="rest", min_days=1, max_days=1),
        "window_start_min": 0,
        "window_end_min": 4320,
    }
    rest = {"participant_id": "P", "needs_visit_id": "stress", "window_start_min": 0}
    return three_days(
        a_dose("stress", **(fields | stress)),
        a_dose("rest", **rest),
    )


def assert_bookable(
    revision: Revision, visit_ids: list[str], schedules: tuple[Any, ...]
) -> None:
    """Each schedule has all visits, and is booked as it is; first days differ."""
    index, first_days = revision.state.index, []
    for schedule in schedules:
        tried = revision.copy()
        for visit_id in visit_ids:
            tried.lift(visit_id)
        tried.seat(*(each.slot for each in schedule))
        assert tried.checked_plan()
        assert sorted(each.slot.visit_id for each in schedule) == sorted(visit_ids)
        first = schedule[0].slot
        visit = index.visits[first.visit_id]
        first_days.append(index.day_of(visit, first.injection_min))
    assert len(first_days) == len(set(first_days))
