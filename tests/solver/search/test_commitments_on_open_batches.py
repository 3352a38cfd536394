"""Visits that are agreed, on batches that are not: what is proved, and what is kept."""

from solver.checks import check
from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.plan.plan import Plan
from solver.plan.result import LevelName, SolveStatus
from solver.problem.commitments import Commitments, Firmness, VisitCommitment
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.products import ShelfLife
from solver.search.commit import seat_commitments
from solver.state.index import Index
from solver.state.record import plan_of, to_plan
from solver.state.state import State
from tests.properties.solving import solved
from tests.solver.builders import (
    a_person,
    a_problem,
    a_process,
    a_product,
    a_run,
    a_therapy,
    a_visit,
    places,
    scanners,
    spans,
)
from tests.solver.checks.mutation import changed


def _agreed(problem: Problem, plan: Plan, *visits: Visit) -> Problem:
    """The problem with more visits, everybody in the plan confirmed."""
    confirmed = tuple(
        VisitCommitment(visit_id=each.visit_id, firmness=Firmness.CONFIRMED)
        for each in plan.administrations
    )
    return changed(
        problem,
        visits=(*problem.visits, *visits),
        commitments=Commitments(previous=plan, visits=confirmed),
    )


def test_batch_that_could_be_made_sooner_is_no_proof() -> None:
    """
    A is agreed and its run was to end as late as can be. B comes before that run is
    released, but the run may end sooner for both: B is not impossible, and a plan
    without B is not optimal.
    """
    problem = a_problem(
        (a_visit("A", injection_hours=spans((440, 460))),),
        places=places("c1", "c2"),
        scanners=scanners("s1", "s2"),
        people=(
            *(a_person(f"n{k}", "nurse") for k in range(2)),
            *(a_person(f"t{k}", "technologist") for k in range(2)),
        ),
    )
    early = a_visit("B", injection_hours=spans((370, 380)), window_start_min=300)
    plan = solved(problem).plan
    assert plan is not None

    result = solved(_agreed(problem, plan, early))

    bounds = {level.name: level.bound for level in result.levels}
    assert bounds[LevelName.SERVED] == 2
    assert not any(each.is_impossible for each in result.left_out)
    if any(each.visit_id == "B" for each in result.left_out):
        assert result.status is SolveStatus.FEASIBLE
    # What A needs of any run, and the run itself, still bound the rest from below:
    # a run is 1000 NOK, a dispatch 100.
    assert bounds[LevelName.COST_NOK] == 1100


def test_visits_that_need_each_other_to_be_in_time_are_kept() -> None:
    """
    A batch leaves 30 min after EOS at 300 per portion, and expires 60 min after its
    receipt: with two portions at 390, and A's injection ends at 445, before 450. Alone,
    A's dose would be there at 360 and expire at 420.
    """
    problem = a_problem(
        (
            a_visit("A", injection_hours=spans((440, 441))),
            a_visit("B", injection_hours=spans((430, 435))),
        ),
        procedures=(a_therapy(),),
        products=(a_product(shelf_life=ShelfLife(from_receipt_min=60)),),
        processes=(a_process(dispensing_per_portion_min=30, quality_control_min=0),),
        runs=(a_run(earliest_eos_min=300, latest_eos_min=300),),
        places=places("c1", "c2"),
        people=(a_person("n1", "nurse"), a_person("n2", "nurse")),
    )
    index = Index(problem)
    best = improve(Piece.whole(index, {}), {}, ExactConfig(deterministic_limit=5.0))
    plan = to_plan(index, best.placements)
    assert {each.visit_id for each in plan.administrations} == {"A", "B"}
    agreed = _agreed(problem, plan)
    state = State(Index(agreed))

    assert seat_commitments(state) == ()

    assert state.locked == {"A", "B"}
    assert check(agreed, plan_of(state)) == []
