"""Exact search with what an earlier plan holds: vials, doses and visits."""

from typing import Any

import pytest

from solver.checks import check
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    MeasuredVial,
    VisitCommitment,
)
from solver.problem.problem import Problem
from tests.solver.builders import (
    a_problem,
    a_run,
    a_therapy,
    a_vial_product,
    a_visit,
    places,
    spans,
)
from tests.solver.model.solved import solved, value_of


def _committed(
    problem: Problem, plan: Plan, *measured: MeasuredVial, **changes: Any
) -> Problem:
    """The problem again with its batch a fact, and what was measured since."""
    held = Commitments(
        previous=plan,
        batches=tuple(
            BatchCommitment(batch_id=each.id, firmness=Firmness.FACT)
            for each in plan.batches
        ),
        visits=tuple(
            VisitCommitment(
                visit_id=each.visit_id, firmness=Firmness.CONFIRMED, lapses_min=None
            )
            for each in plan.administrations
        ),
        measured_vials=measured,
    )
    return Problem(**(dict(problem) | {"commitments": held} | changes))


@pytest.mark.parametrize(("short_kbq", "served"), [(0, 1), (1, 0)])
def test_a_measured_vial_gives_what_is_in_it(short_kbq: int, served: int) -> None:
    """
    Nothing is added to a vial that exists: one kilobecquerel less, and no dose.
    """
    # The injection may not move, so that the need is the 301,240 kBq of 65 minutes.
    problem = a_problem(
        [a_visit(window_end_min=401)],
        products=(a_vial_product(),),
        runs=(a_run(earliest_eos_min=335, latest_eos_min=335),),
    )
    _, plan = solved(problem)
    vial = plan.vials[0]
    assert vial.activity_kbq == 301_240
    measured = MeasuredVial(vial_id=vial.id, activity_kbq=301_240 - short_kbq)
    later = _committed(problem, plan, measured)

    outcome, now = solved(later)

    assert len(now.administrations) == served
    assert check(later, now) == []
    assert value_of(outcome, LevelName.COST_NOK) == 0
    assert value_of(outcome, LevelName.KEPT) == served
    assert value_of(outcome, LevelName.TOUCHED) == 1 - served


def test_a_dispensed_dose_may_move_within_its_tolerance() -> None:
    """
    What was drawn for one minute is injected later, as long as 90 % is left.
    """
    # 2^(-16/110) = 0.904 and 2^(-17/110) = 0.898: sixteen minutes late is the limit.
    problem = a_problem([a_visit(window_end_min=416)], procedures=(a_therapy(),))
    _, plan = solved(problem)
    at = plan.administrations[0].injection_min
    for late, served in ((16, 1), (17, 0)):
        moved = a_visit(window_start_min=at + late, window_end_min=at + late + 1)
        later = _committed(problem, plan, visits=(moved,), runs=(a_run(cutoff_min=-1),))

        outcome, now = solved(later)

        assert len(now.administrations) == served
        assert check(later, now) == []
        assert value_of(outcome, LevelName.MOVED_MIN) == late * served


def test_a_visit_that_cannot_be_kept_moves_as_little_as_it_can() -> None:
    """
    The scanner is away for an hour: ten minutes later is the least.
    """
    problem = a_problem(procedures=(a_therapy(),))
    _, plan = solved(problem)
    at = plan.administrations[0].injection_min
    away = places("chair", available=spans((0, at - 60), (at + 10, 1440)))
    held = VisitCommitment(visit_id="V1", firmness=Firmness.CONFIRMED)
    later = Problem(
        **(
            dict(problem)
            | {
                "places": away,
                "commitments": Commitments(previous=plan, visits=(held,)),
            }
        )
    )

    outcome, now = solved(later)

    assert check(later, now) == []
    assert value_of(outcome, LevelName.KEPT) == 0
    assert value_of(outcome, LevelName.TOUCHED) == 1
    assert value_of(outcome, LevelName.MOVED_MIN) == 10
