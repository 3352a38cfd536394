from typing import Any

import pytest

from solver.problem.demand import Gate, GateStatus
from tests.solver.checks.clinic_plan import a_ward_plan, committed, ward_with
from tests.solver.checks.clinic_world import DAY, a_ward
from tests.solver.checks.judged import named

AT = 3 * DAY + 700
"""The injection of the second participant; orders close at minute 100."""


def a_gate(**overrides: Any) -> Gate:
    """A passed result, taken at the origin and valid just long enough."""
    fields: dict[str, Any] = {
        "name": "bloods",
        "status": GateStatus.PASSED,
        "taken_min": 0,
        "valid_min": AT,
    }
    return Gate(**(fields | overrides))


@pytest.mark.parametrize(
    ("changes", "is_named"),
    [
        ({}, False),
        ({"valid_min": AT - 1}, True),
        ({"taken_min": -1}, True),
        ({"status": GateStatus.FAILED}, True),
        ({"status": GateStatus.PENDING, "due_min": 100}, False),
        ({"status": GateStatus.PENDING, "due_min": 101}, True),
        (
            {"status": GateStatus.PENDING, "due_min": 101, "may_order_at_risk": True},
            False,
        ),
        (
            {"status": GateStatus.PENDING, "due_min": AT, "may_order_at_risk": True},
            False,
        ),
        (
            {
                "status": GateStatus.PENDING,
                "due_min": AT + 1,
                "may_order_at_risk": True,
            },
            True,
        ),
    ],
)
def test_result_is_there_in_time_and_valid(
    changes: dict[str, Any], is_named: bool
) -> None:
    """
    Due by the cut-off and the injection, and valid at the injection, to the minute.
    """
    problem = ward_with("visits", "second", gates=(a_gate(**changes),))
    expected = {("eligibility_gate", "second")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


def test_one_bad_gate_of_two_is_enough() -> None:
    """
    Every result is needed.
    """
    gates = (a_gate(), a_gate(name="scan", status=GateStatus.FAILED))
    problem = ward_with("visits", "second", gates=gates)

    assert named(problem, a_ward_plan()) == {("eligibility_gate", "second")}


def test_committed_batch_is_ordered_already() -> None:
    """
    A pending result may be due after the cut-off of what is bought and paid for.
    """
    gate = a_gate(status=GateStatus.PENDING, due_min=AT)
    bare = ward_with("visits", "second", gates=(gate,))
    bought = committed(bare, a_ward_plan())

    assert named(bare, a_ward_plan()) == {("eligibility_gate", "second")}
    assert named(bought, a_ward_plan()) == set()
    assert a_ward().orders[0].cutoff_min < AT
