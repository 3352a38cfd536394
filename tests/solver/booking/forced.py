"""Plans made at once and put in force, and slots of theirs tried out."""

from collections.abc import Iterator
from random import Random
from typing import Any

from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from solver.plan.plan import Plan, Purpose
from solver.plan.slot import PricedSlot
from solver.problem.commitments import Commitments
from solver.problem.problem import Problem
from solver.problem.products import ShelfLife
from solver.revision import Revision
from solver.search.construct import by_urgency, seat_all
from solver.state.index import Index
from solver.state.record import plan_of, to_plan
from solver.state.state import State
from tests.fixtures.written import INSTANCES
from tests.solver.builders import (
    a_person,
    a_problem,
    a_process,
    a_product,
    a_run,
    a_therapy,
    a_visit,
    places,
    spans,
)
from tests.solver.checks.mutation import changed
from tests.solver.several_days import seat


def story(name: str) -> Problem:
    """An instance of ``fixtures/instances``."""
    data = (INSTANCES / f"{name}.json").read_bytes()
    return to_problem(read_planning_file(data))


def planned(problem: Problem, rng: Random | None = None, share: float = 1.0) -> Plan:
    """A plan of a share of the visits, each at its best seat, in random order."""
    state = State(Index(problem))
    order = by_urgency(state.index)
    if rng is not None:
        rng.shuffle(order)
    seat_all(state, order[: round(share * len(order))])
    return plan_of(state)


def in_force(problem: Problem, plan: Plan, **commitments: Any) -> Problem:
    """The problem, with a plan in force."""
    return changed(problem, commitments=Commitments(previous=plan, **commitments))


def revised(
    problem: Problem, rng: Random | None = None, share: float = 1.0
) -> Revision:
    """A revision of a plan of a share of the visits."""
    return Revision(in_force(problem, planned(problem, rng, share)))


def booked(
    revision: Revision, visit_id: str, limit: int
) -> Iterator[tuple[PricedSlot, Plan]]:
    """Each slot offered for a visit, and the checked plan with it; then as before."""
    slots = revision.offers(visit_id, limit)
    start = revision.mark()
    revision.lift(visit_id)
    for priced in slots:
        mark = revision.mark()
        revision.seat(priced.slot)
        yield priced, revision.checked_plan()
        revision.undo(mark)
    revision.undo(start)


def a_batch_for_two() -> tuple[Problem, Plan]:
    """
    A and B have doses of one batch, and A's is in date only because of B's.

    It leaves 30 min after EOS at 300 per portion, and expires 60 min after its receipt:
    with two portions at 390, and A's injection ends at 445, before 450. Alone, A's dose
    would be there at 360 and expire at 420; and so would B's, whose ends at 435.
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
    seats = {
        "A": seat(index, "A", 440, {Purpose.PLACE: "c1", Purpose.INJECTION: "n1"}),
        "B": seat(index, "B", 430, {Purpose.PLACE: "c2", Purpose.INJECTION: "n2"}),
    }
    return problem, to_plan(index, seats)
