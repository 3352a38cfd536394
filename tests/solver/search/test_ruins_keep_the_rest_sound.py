"""What ruin and recreate leaves in place stays valid, whatever it takes out."""

import pytest
from ortools.sat.python import cp_model

from solver.checks import check
from solver.model.build import build
from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.problem.demand import Follows
from solver.problem.problem import Problem
from solver.problem.products import ShelfLife
from solver.search.doses_kept import is_in_date
from solver.search.offers import vials
from solver.search.ruin_recreate import RuinRecreate
from solver.state.index import Index
from solver.state.placement import Channel, Placement
from solver.state.record import plan_of
from solver.state.state import State
from tests.solver.builders import (
    a_lane,
    a_person,
    a_problem,
    a_process,
    a_product,
    a_run,
    a_therapy,
    a_vial_product,
    a_visit,
    an_order,
    places,
    spans,
)


def _in_date_only_together() -> Problem:
    """
    A's dose is in date only if B's is packed with it: 30 min a portion from 300 on,
    30 min on the road, and 60 min from receipt to the end of A's injection at 445.
    An order would serve B for nothing, and with less activity; it comes too soon for A.
    """
    return a_problem(
        (
            a_visit("A", injection_hours=spans((440, 441))),
            a_visit("B", injection_hours=spans((380, 435)), window_start_min=300),
        ),
        procedures=(a_therapy(),),
        products=(a_product(shelf_life=ShelfLife(from_receipt_min=60)),),
        processes=(a_process(dispensing_per_portion_min=30, quality_control_min=0),),
        runs=(a_run(earliest_eos_min=300, latest_eos_min=300),),
        orders=(an_order(ready_min=300, cost_nok=0, cost_per_portion_nok=0),),
        lanes=(a_lane(cost_nok=0),),
        places=places("c1", "c2"),
        people=(a_person("n1", "nurse"), a_person("n2", "nurse")),
    )


def _exact(problem: Problem) -> tuple[Index, dict[str, Placement]]:
    index = Index(problem)
    best = improve(Piece.whole(index, {}), {}, ExactConfig(deterministic_limit=5.0))
    return index, best.placements


def test_dose_that_expires_when_its_batch_leaves_sooner_stops_the_ruin() -> None:
    """The exact model serves both; no step of the search leaves A with a stale dose."""
    problem = _in_date_only_together()
    index, best = _exact(problem)
    assert best.keys() == {"A", "B"}
    state = State(index)
    for placement in best.values():
        state.insert(placement)
    assert is_in_date(state, "R1")
    search = RuinRecreate(state, seed=0)

    for _ in range(50):
        search.step(temperature=1.0)
        assert check(problem, plan_of(search.state)) == []


def test_batch_that_leaves_sooner_is_out_of_date() -> None:
    """A's dose is in date with B's in the batch, and out of date without."""
    index, best = _exact(_in_date_only_together())
    state = State(index)
    state.insert(best["A"])

    assert not is_in_date(state, "R1")


def test_exact_model_keeps_fixed_doses_in_date() -> None:
    """With A fixed, a piece that frees B may not leave B out."""
    index, best = _exact(_in_date_only_together())
    plan_model = build(Piece(index, ("B",), {"A": best["A"]}))
    plan_model.model.add(plan_model.x.visit("B").served == 0)

    assert cp_model.CpSolver().solve(plan_model.model) == cp_model.INFEASIBLE


@pytest.mark.parametrize("taken", ["A", "B"])
def test_visit_stays_if_somebody_who_stays_follows_it(taken: str) -> None:
    """C is locked and follows B, which follows A: neither may be taken out."""
    one = {"participant_id": "P"}
    visits = (
        a_visit("A", **one),
        a_visit("B", follows=Follows(visit_id="A", min_days=0, max_days=9), **one),
        a_visit("C", follows=Follows(visit_id="B", min_days=0, max_days=9), **one),
    )
    state = State(Index(a_problem(visits, procedures=(a_therapy(),))))
    for minute, visit in zip((400, 450, 500), visits, strict=True):
        channel = Channel("R1", 300, "lane", 0)
        state.insert(Placement(visit.id, 0, minute, None, channel, ()))
    state.locked.add("C")
    search = RuinRecreate(state, seed=0)

    assert search.ruins.with_followers([taken]) == []


def test_vials_are_offered_whatever_numbers_are_in_use() -> None:
    """Of three vials only the third is in use: it is offered, and a first one."""
    product = a_vial_product(max_vials_per_shipment=3)
    state = State(Index(a_problem(products=(product,))))
    channel = Channel("R1", 300, "lane", 3)
    state.insert(Placement("V1", 0, 400, None, channel, ()))
    index = state.index

    assert vials(state, index.supplies["R1"], index.ways["lane"]) == [1, 3]
