import pytest

from solver.constraints.administered_activity import AdministeredActivity
from solver.constraints.staff import Staff
from solver.constraints.staff_limits import StaffLimits
from solver.plan.plan import Purpose
from solver.problem.commitments import BatchCommitment, Commitments, Firmness
from solver.problem.demand import Alternative
from solver.state.duties import drawn_kbq
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.record import to_plan
from tests.solver.several_days import (
    a_dose,
    a_nurse,
    is_possible_together,
    posted_minutes,
    seat,
    seated,
    three_days,
)

MINUTES = range(1490, 1510)


def _dispensed(limit_kbq: int, **overrides: object) -> Index:
    """A dose of 200,000 kBq at 1500 exists; one nurse may handle so much a day."""
    problem = three_days(
        a_dose("A", **overrides), people=(a_nurse(max_handled_kbq_per_day=limit_kbq),)
    )
    index = Index(problem)
    held = Commitments(
        previous=to_plan(index, {"A": seat(index, "A", 1500)}),
        batches=(BatchCommitment(batch_id="O1", firmness=Firmness.FACT),),
    )
    return Index(problem.model_copy(update={"commitments": held}))


@pytest.mark.parametrize("limit_kbq", [200_000, 200_050, 200_139])
def test_a_dose_that_exists_is_handled_as_it_is_then(limit_kbq: int) -> None:
    """
    Early, more of it is left than the nurse may handle: the first minute is exact.
    """
    index = _dispensed(limit_kbq)
    state = seated(index, [])

    fits = [
        minute
        for minute in MINUTES
        if drawn_kbq(index, state.stocks, seat(index, "A", minute)) <= limit_kbq
    ]
    # 212,874.1 rounded up to 212,875 kBq at 600 lose 13.9 kBq a minute at 1500.
    assert fits == list(
        range({200_000: 1500, 200_050: 1497, 200_139: 1490}[limit_kbq], 1510)
    )
    assert posted_minutes(index, Staff(), "A", MINUTES) == fits
    frame = Frame(MINUTES.start, MINUTES.stop)
    task = next(
        each
        for each in state.steps("A", 0, None).tasks
        if each.purpose is Purpose.INJECTION
    )
    bits = StaffLimits().opens(state, index.visits["A"], task, "nurse", frame)
    assert [minute for minute in MINUTES if frame.holds(bits, minute)] == fits


def test_the_chosen_alternative_is_what_is_handled() -> None:
    """
    With a limit between two activities, only the smaller one can be given.
    """
    visit = a_dose(
        "A",
        alternatives=(Alternative(target_kbq=200_000), Alternative(target_kbq=90_000)),
    )
    rules = (Staff(), AdministeredActivity())  # rule 1: one of them is chosen
    for limit_kbq, is_possible in ((90_000, True), (89_999, False)):
        nurse = a_nurse(max_handled_kbq_per_day=limit_kbq)
        index = Index(three_days(visit, people=(nurse,)))
        assert is_possible_together(index, rules, {"A": 1440}) is is_possible
