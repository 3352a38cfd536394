"""
Problems whose runs are made from a generator, in numbers one can do in one's head.

The parent halves in 120 minutes and the daughter in 60, so that after an in-growth of
``D`` minutes the eluate at ``u`` is ``2 P 2^(-u / 120) (1 - 2^(-D / 120))``: after 120
minutes as much as there is parent, after 240 half as much again.
"""

from collections.abc import Sequence
from typing import Any

from solver.constraints import OFFER_RULES
from solver.problem.demand import Alternative, Visit
from solver.problem.equipment import Equipment, Generator
from solver.problem.problem import Problem
from solver.search.offers import new_offer, offer_of_load
from solver.state.index import Index
from solver.state.placement import Channel, Placement
from solver.state.state import State
from solver.state.steps import steps_of
from tests.solver.builders import (
    DAY,
    a_lane,
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

NAMES = ("A", "B", "C")


def a_generator(**overrides: Any) -> Generator:
    """4 GBq at minute 300, last eluted at 180, every hour if need be."""
    fields: dict[str, Any] = {
        "id": "generator",
        "name": "generator",
        "unit_id": "unit",
        "parent_half_life_min": 120.0,
        "parent_kbq": 4_000_000,
        "calibrated_min": 300,
        "efficiency_permille": 1000,
        "spacing_min": 60,
        "elutions_left": 9,
        "expires_min": 1440,
        "last_elution_min": 180,
    }
    return Generator(**(fields | overrides))


def a_piece(id: str, kind: str, *hours: tuple[int, int]) -> Equipment:
    """Equipment of the unit, all day unless its hours are given."""
    available = spans(*hours) if hours else DAY
    return Equipment(id=id, name=id, unit_id="unit", kind=kind, available=available)


def a_dose(id: str, minute: int, target_kbq: int = 100_000) -> Visit:
    """A visit for an injection at one minute, and nothing else."""
    return a_visit(
        id,
        injection_hours=spans((minute, minute + 1)),
        window_start_min=0,
        window_end_min=1440,
        alternatives=(Alternative(target_kbq=target_kbq),),
    )


def made(visits: Sequence[Visit], process: dict[str, Any], **overrides: Any) -> Problem:
    """Doses of a 60-minute product from a process without quality control."""
    count = len(visits)
    fields: dict[str, Any] = {
        "products": (a_product(half_life_min=60.0),),
        "processes": (a_process(**({"quality_control_min": 0} | process)),),
        "procedures": (a_therapy(id="scan"),),
        "places": places(*NAMES[:count]),
        "people": tuple(a_person(f"nurse {k}", "nurse") for k in range(count)),
        "lanes": (a_lane(),),
    }
    return a_problem(visits, **(fields | overrides))


def eluted(
    visits: Sequence[Visit],
    *windows: tuple[int, int],
    generator: Generator | None = None,
    **process: Any,
) -> Problem:
    """The same, from runs of the generator with EOS in these windows."""
    runs = tuple(
        a_run(
            f"R{number}",
            earliest_eos_min=first,
            latest_eos_min=last,
            generator_id="generator",
            cutoff_min=200,
        )
        for number, (first, last) in enumerate(windows, 1)
    )
    return made(visits, process, runs=runs, generators=(generator or a_generator(),))


def seat(
    problem: Problem, visit_id: str, supply_id: str, eos_min: int, *equipment: str
) -> Placement:
    """A dose at the visit's one minute, from a run with this EOS."""
    index = Index(problem)
    visit = index.visits[visit_id]
    minute = visit.injection_hours[0].start_min
    number = list(index.visits).index(visit_id)
    steps = steps_of(visit, index.procedures[visit.procedure_id], 0, 0)
    ids = (NAMES[number], f"nurse {number}")
    return Placement(
        visit_id=visit_id,
        alternative=0,
        injection_min=minute,
        scan_start_min=None,
        channel=Channel(supply_id, eos_min, "lane", 0, equipment),
        occupations=tuple(
            task.occupation(id_, minute)
            for task, id_ in zip(steps.tasks, ids, strict=True)
        ),
    )


def state_of(problem: Problem, *seats: Placement) -> State:
    """A state with just these seats."""
    state = State(Index(problem))
    for each in seats:
        state.insert(each)
    return state


def refusing(state: State, visit_id: str, supply_id: str, eos_min: int) -> list[str]:
    """Names of the rules on doses that refuse the visit's minute from a run."""
    visit, supply = state.index.visits[visit_id], state.index.supplies[supply_id]
    minute = visit.injection_hours[0].start_min
    load, way = state.loads.get(supply_id), state.index.ways["lane"]
    if load is not None:
        offer = offer_of_load(load, way, 0)
    else:
        offer = new_offer(state, supply, eos_min, way)
    spans_of = {rule.name: rule.allows(state, visit, 0, offer) for rule in OFFER_RULES}
    return [
        name for name, (first, last) in spans_of.items() if not first <= minute <= last
    ]
