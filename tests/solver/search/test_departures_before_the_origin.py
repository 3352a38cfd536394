"""What left, or even arrived, before the first day is had on the first day."""

import pytest

from solver.checks import check_result
from solver.config import SolverConfig
from solver.plan.result import SolveStatus
from solver.solve import solve
from tests.solver.builders import (
    a_lane,
    a_problem,
    a_timetabled_lane,
    an_order,
    spans,
)


@pytest.mark.parametrize(
    "handover",
    [
        pytest.param(-30, id="leaves before, arrives on the first day"),
        pytest.param(-60, id="arrives with the first minute"),
        pytest.param(-61, id="arrives in the minute before"),
    ],
)
def test_dose_that_travels_before_the_origin_is_had(handover: int) -> None:
    """
    A bought dose that a departure of the evening before brings serves the first day.
    """
    # The carrier leaves 10 min after the hand-over and is on the road for 50 min.
    order = an_order(ready_min=-100, cutoff_min=-200)
    lane = a_timetabled_lane(handover)
    problem = a_problem(runs=(), orders=(order,), as_of_min=-300, **lane)

    result = solve(problem, SolverConfig(time_limit_s=2, is_deterministic=True))

    assert check_result(problem, result) == []
    assert result.status is SolveStatus.OPTIMAL
    assert result.plan is not None
    assert [each.visit_id for each in result.plan.administrations] == ["V1"]
    assert [each.departs_min for each in result.plan.shipments] == [handover + 10]


def test_courier_on_demand_that_leaves_before_the_origin_is_had() -> None:
    """
    The lane is open for ten minutes of the evening before: from -60 to -50.

    It leaves at once, at -60, takes 470 min, and is there at 410 of the first day.
    """
    order = an_order(ready_min=-100, cutoff_min=-200)
    lane = a_lane(hours=spans((-60, -50)), door_to_door_min=470)
    problem = a_problem(runs=(), orders=(order,), as_of_min=-300, lanes=(lane,))

    result = solve(problem, SolverConfig(time_limit_s=2, is_deterministic=True))

    assert check_result(problem, result) == []
    assert result.status is SolveStatus.OPTIMAL
    assert result.plan is not None
    assert [each.visit_id for each in result.plan.administrations] == ["V1"]
    assert [each.departs_min for each in result.plan.shipments] == [-60]
    assert [each.arrives_min for each in result.plan.shipments] == [410]
