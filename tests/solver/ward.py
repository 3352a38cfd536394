"""A small ward, open from 8 to 16 on three days, and ways to ask about one minute."""

from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

from solver.constraints import STEPS_RULES
from solver.model.build import build
from solver.model.piece import Piece
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.procedures import LaterScan, Procedure
from solver.state.frame import Frame
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State
from solver.state.steps import waits_of
from tests.solver.builders import (
    a_person,
    a_product,
    a_site,
    a_therapy,
    a_visit,
    an_authorisation,
    an_ordered_problem,
    places,
    scanners,
    spans,
)
from tests.solver.model.forcing import Force

DAY = 1440
HORIZON = 3 * DAY
ALWAYS = spans((0, HORIZON))
DAYS = spans((480, 960), (DAY + 480, DAY + 960), (2 * DAY + 480, 2 * DAY + 960))


def a_stay(**overrides: Any) -> Procedure:
    """An infusion of an hour in a chair, by a nurse, and nothing else."""
    fields = {"injection_min": 60}
    return a_therapy(**(fields | overrides))


def a_later_scan(name: str = "24 h", **overrides: Any) -> LaterScan:
    """A scan of 30 minutes, 10 of set-up and of cleaning, after 24 to 25 hours."""
    fields: dict[str, Any] = {
        "scanner_kind": "PET",
        "role": "technologist",
        "earliest_min": DAY,
        "latest_min": DAY + 60,
        "scan_min": 30,
        "setup_min": 10,
        "cleaning_min": 10,
    }
    return LaterScan(name=name, **(fields | overrides))


def on_the_ward(*visits: Visit, **overrides: Any) -> Problem:
    """Somebody on the ward for three days, with a product that hardly decays."""
    asked = visits or (a_patient(),)
    fields: dict[str, Any] = {
        "horizon_min": HORIZON,
        "products": (a_product(half_life_min=10_000.0),),
        "authorisations": (an_authorisation(valid=ALWAYS[0]),),
        "sites": (
            a_site(opening=DAYS, midnights_min=tuple(range(0, HORIZON + 1, DAY))),
        ),
        "places": places("chair", available=ALWAYS),
        "scanners": scanners("PET", available=ALWAYS),
        "people": staff(),
        "procedures": (a_stay(),),
    }
    return an_ordered_problem(*asked, **(fields | overrides))


def staff(**technologist: Any) -> tuple[Any, ...]:
    """A nurse who is always there, and a technologist who may not be."""
    there = {"available": ALWAYS} | technologist
    return (
        a_person("nurse", "nurse", available=ALWAYS),
        a_person("technologist", "technologist", **there),
    )


def a_patient(id: str = "V1", **overrides: Any) -> Visit:
    """A visit that may be at any time of the three days."""
    fields = {"window_start_min": 0, "window_end_min": HORIZON + 1}
    return a_visit(id, injection_hours=ALWAYS, **(fields | overrides))


def is_open(
    problem: Problem, minute: int, fixed: Mapping[str, Placement] | None = None
) -> bool:
    """Whether insertion finds V1's minute open, with some wait and alternative."""
    state = state_beside(problem, fixed)
    visit = state.index.visits["V1"]
    least, longest = waits_of(state.index.procedures[visit.procedure_id])
    return any(
        _is_open_with(state, minute, alternative, wait)
        for alternative in range(len(visit.alternatives))
        for wait in range(least, longest + 1)
    )


def is_open_with(
    problem: Problem,
    minute: int,
    wait: int,
    fixed: Mapping[str, Placement] | None = None,
) -> bool:
    """Whether insertion finds V1's minute open with just this wait."""
    return _is_open_with(state_beside(problem, fixed), minute, 0, wait)


def state_beside(problem: Problem, fixed: Mapping[str, Placement] | None) -> State:
    """A state with what is fixed in it."""
    state = State(Index(problem))
    for placement in (fixed or {}).values():
        state.insert(placement)
    return state


def refusing(problem: Problem, minute: int, lifted: str = "") -> set[str]:
    """Names of the rules that close V1's minute, at its least wait."""
    state = State(Index(problem))
    state.lifted = frozenset({lifted})
    visit, frame = state.index.visits["V1"], Frame.of_minute(minute)
    steps = state.steps(visit.id, 0, None)
    return {
        rule.name for rule in STEPS_RULES if not rule.allows(state, visit, steps, frame)
    }


def _is_open_with(state: State, minute: int, alternative: int, wait: int) -> bool:
    visit = state.index.visits["V1"]
    steps = state.steps(visit.id, alternative, wait)
    frame = Frame.of_minute(minute)
    return all(rule.allows(state, visit, steps, frame) for rule in STEPS_RULES)


def is_possible_beside(
    problem: Problem, fixed: Mapping[str, Placement], *forces: Force
) -> bool:
    """Whether the exact model serves V1 beside what is fixed, under some choices."""
    x = build(Piece(Index(problem), ("V1",), fixed)).x
    x.model.add(x.visit("V1").served == 1)
    for force in forces:
        for choice in force(x):
            x.model.add(choice)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(x.model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}


def agreed(
    problem: Problem, minute: int, fixed: Mapping[str, Placement] | None = None
) -> bool:
    """Whether V1 may be injected at a minute, both statements of the rules agreeing."""
    opened = is_open(problem, minute, fixed)
    posted = is_possible_beside(
        problem, fixed or {}, lambda x: [x.injection("V1") == minute]
    )
    assert opened is posted
    return opened
