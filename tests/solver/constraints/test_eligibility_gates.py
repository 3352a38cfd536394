"""Rule 12: results that visits need, for insertion and in the exact model."""

import pytest

from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.demand import Gate, GateStatus
from solver.problem.problem import Problem
from solver.state.record import to_plan
from tests.properties.solving import solved
from tests.solver.builders import a_run, a_visit, an_order
from tests.solver.constraints.twins import Source, a_simple_problem, is_open, seated

RULE = "eligibility_gate"
RUN: Source = ("R1", 400, "lane", 0)
ORDER: Source = ("O1", 600, "lane", 0)


def _gate(status: GateStatus = GateStatus.PASSED, **fields: object) -> Gate:
    """A result taken at minute 100 and valid for 400 minutes."""
    kept = {"name": "egfr", "status": status, "taken_min": 100, "valid_min": 400}
    return Gate.model_validate(kept | fields)


def _gated(*gates: Gate, **fields: object) -> Problem:
    return a_simple_problem(
        a_visit(gates=gates), orders=(an_order(cutoff_min=100),), **fields
    )


def _pending(**fields: object) -> Gate:
    return _gate(GateStatus.PENDING, valid_min=700, **fields)


@pytest.mark.parametrize(("minute", "is_valid"), [(500, True), (501, False)])
def test_a_result_is_valid_to_its_last_minute(minute: int, is_valid: bool) -> None:
    """
    Taken at 100 and valid for 400 minutes it covers an injection at 500.
    """
    assert is_open(RULE, _gated(_gate()), ("V1", minute, RUN)) is is_valid


@pytest.mark.parametrize(("minute", "is_there"), [(469, False), (470, True)])
def test_nobody_is_injected_before_the_result_is_due(
    minute: int, is_there: bool
) -> None:
    """
    Due at 470, at the trial's own risk.
    """
    problem = _gated(_pending(due_min=470, may_order_at_risk=True))

    assert is_open(RULE, problem, ("V1", minute, RUN)) is is_there


@pytest.mark.parametrize(
    ("due_min", "at_risk", "may_order"),
    [(100, False, True), (101, False, False), (101, True, True)],
)
@pytest.mark.parametrize("source", [RUN, ORDER])
def test_a_pending_result_is_due_before_the_order(
    source: Source, due_min: int, at_risk: bool, may_order: bool
) -> None:
    """
    Orders for run and order close at 100: a result due in that minute is in time.
    """
    gate = _pending(due_min=due_min, may_order_at_risk=at_risk)

    assert is_open(RULE, _gated(gate), ("V1", 500, source)) is may_order


def test_a_committed_batch_needs_no_order() -> None:
    """
    What has been drawn for 500 already may wait for a result that is due at 495.
    """
    previous = to_plan(
        (state := seated(_gated(), [("V1", 500, ORDER)])).index, state.placements
    )
    commitments = Commitments(
        previous=previous,
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FROZEN),),
    )
    problem = _gated(_pending(due_min=495), commitments=commitments)

    assert is_open(RULE, problem, ("V1", 495, ORDER))
    assert not is_open(RULE, problem, ("V1", 494, ORDER))
    assert not is_open(RULE, problem, ("V1", 495, RUN))


def test_a_failed_result_ends_it() -> None:
    """
    No minute is left, though another result is valid.
    """
    problem = _gated(_gate(), _gate(GateStatus.FAILED))

    assert not is_open(RULE, problem, ("V1", 450, RUN))


@pytest.mark.parametrize(("lapse_min", "served"), [(464, 0), (465, 1)])
def test_gates_are_kept_by_solved_plans(lapse_min: int, served: int) -> None:
    """
    With EOS at 400 at the earliest, a dose may be injected at 465 and not sooner.
    """
    # EOS at 400, 30 minutes of quality control, 30 to drive, 5 to receive.
    gate = _gate(valid_min=lapse_min - 100)
    run = a_run(earliest_eos_min=400)
    problem = a_simple_problem(a_visit(gates=(gate,)), runs=(run,))

    result = solved(problem)

    assert result.plan is not None
    assert len(result.plan.administrations) == served
    assert [RULE in each.rules for each in result.left_out] == [True] * (1 - served)
