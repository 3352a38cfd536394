"""Ask one rule about one dose twice: as insertion does, and as the exact model does."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from solver.constraints import OFFER_RULES
from solver.model.build import build
from solver.model.options import Option
from solver.model.piece import Piece
from solver.problem.problem import Problem
from solver.search.insertion import uptakes
from solver.state.index import Index
from solver.state.offer import Offer
from solver.state.placement import Channel, Placement
from solver.state.state import State
from tests.solver.builders import a_problem, a_therapy, places

Source = tuple[str, int, str, int]
"""Batch, its reference minute, the way, and the number of the vial."""

Seat = tuple[str, int, Source]
"""Visit, injection minute, and where the dose comes from."""

_RULES = {rule.name: rule for rule in OFFER_RULES}
_NEEDS = _RULES["administered_activity"]


def a_simple_problem(*visits: object, **fields: object) -> Problem:
    """A problem whose visits are an injection of five minutes, with chairs for all."""
    kept = {"procedures": (a_therapy(),), "places": places(*"abcdef")}
    return a_problem(visits, **(kept | fields))  # type: ignore[arg-type]


def seated(problem: Problem, seats: Iterable[Seat]) -> State:
    """A state with these seats, each with the first resources there are."""
    index = Index(problem)
    state = State(index)
    for visit_id, minute, (supply_id, reference_min, way_id, vial) in seats:
        visit = index.visits[visit_id]
        steps = state.steps(visit_id, 0, uptakes(state, visit)[0])
        start = steps.scan_start_min
        state.insert(
            Placement(
                visit_id=visit_id,
                alternative=0,
                injection_min=minute,
                scan_start_min=None if start is None else minute + start,
                channel=Channel(supply_id, reference_min, way_id, vial),
                occupations=tuple(
                    task.occupation(index.eligible(visit, task)[0], minute)
                    for task in steps.tasks
                ),
            )
        )
    return state


def allows(
    rule: str, problem: Problem, seat: Seat, beside: Iterable[Seat] = ()
) -> bool:
    """Whether the rule lets a dose be inserted beside others that are seated."""
    state = seated(problem, beside)
    visit_id, minute, (supply_id, reference_min, way_id, vial) = seat
    index = state.index
    offer = Offer(index.supplies[supply_id], reference_min, index.ways[way_id], vial)
    first, last = _RULES[rule].allows(state, index.visits[visit_id], 0, offer)
    return first <= minute <= last


def accepts(
    rule: str, problem: Problem, seat: Seat, beside: Iterable[Seat] = ()
) -> bool:
    """Whether the rule, alone in the exact model, accepts the dose beside others."""
    state = seated(problem, beside)
    visit_id, minute, (supply_id, reference_min, way_id, vial) = seat
    piece = Piece(state.index, (visit_id,), dict(state.placements))
    x = build(piece, (_NEEDS, _RULES[rule])).x
    option = Option(supply_id, way_id, vial)
    if option not in x.visit(visit_id).options:
        return False
    x.model.add(x.picks(visit_id, option) == 1)
    x.model.add(x.injection(visit_id) == minute)
    x.model.add(x.reference(supply_id) == reference_min)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(x.model)
    assert status in {cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE}
    return status != cp_model.INFEASIBLE


def is_open(
    rule: str, problem: Problem, seat: Seat, beside: Iterable[Seat] = ()
) -> bool:
    """Whether the rule leaves the seat open; insertion and model have to agree."""
    others = tuple(beside)
    found = allows(rule, problem, seat, others)
    assert accepts(rule, problem, seat, others) is found
    return found
