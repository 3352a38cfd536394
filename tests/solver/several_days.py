"""
A problem over three days, in which only the rule in question is in the way.

One long-lived product is bought once and lasts; everybody is there all the time; each
visit is an injection of five minutes on one of several chairs, and nothing else.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from ortools.sat.python import cp_model

from solver.checks import check
from solver.constraints.base import Rule
from solver.model.build import build
from solver.model.piece import Piece
from solver.plan.plan import Purpose
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.state.index import Index
from solver.state.placement import Channel, Placement
from solver.state.record import to_plan
from solver.state.state import State
from tests.solver.builders import (
    a_lane,
    a_person,
    a_problem,
    a_product,
    a_site,
    a_therapy,
    a_visit,
    an_authorisation,
    an_order,
    places,
    scanners,
    spans,
)

HORIZON = 3 * 1440
ALWAYS = spans((0, HORIZON))


def a_dose(id: str = "V1", **overrides: Any) -> Visit:
    """An injection of 200 MBq, at any minute of the second day."""
    fields: dict[str, Any] = {
        "procedure_id": "dose",
        "window_start_min": 1440,
        "window_end_min": 2880,
        "injection_hours": ALWAYS,
    }
    return a_visit(id, **(fields | overrides))


def a_nurse(id: str = "nurse", **overrides: Any) -> Any:
    """Somebody who injects, always on shift."""
    return a_person(id, "nurse", **({"available": ALWAYS} | overrides))


def three_days(*visits: Visit, **overrides: Any) -> Problem:
    """The visits, with midnights at 0, 1440, 2880 and 4320."""
    fields: dict[str, Any] = {
        "horizon_min": HORIZON,
        "products": (a_product(half_life_min=10_000.0),),
        "orders": (an_order(cutoff_min=1440, max_portions=99),),
        "runs": (),
        "sites": (a_site(opening=ALWAYS, midnights_min=(0, 1440, 2880, HORIZON)),),
        "places": places("c1", "c2", "c3", available=ALWAYS),
        "scanners": scanners("PET", available=ALWAYS),
        "people": (a_nurse(),),
        "lanes": (a_lane(hours=ALWAYS),),
        "authorisations": (an_authorisation(valid=ALWAYS[0]),),
        "procedures": (a_therapy(id="dose"),),
    }
    return a_problem(visits, **(fields | overrides))


def seat(
    index: Index, visit_id: str, minute: int, doers: Mapping[Purpose, str] | None = None
) -> Placement:
    """A visit at a minute, each task done by the named or the first one eligible."""
    visit = index.visits[visit_id]
    steps = State(index).steps(visit_id, 0, None)
    named = dict(doers or {})
    supply = next(iter(index.supplies_of(visit.product_id)))
    way = next(iter(index.ways_between(supply.unit_id, visit.site_id)))
    return Placement(
        visit_id=visit_id,
        alternative=0,
        injection_min=minute,
        scan_start_min=None,
        channel=Channel(supply.id, supply.earliest_min, way.id, 0),
        occupations=tuple(
            task.occupation(
                named.get(task.purpose, index.eligible(visit, task)[0]), minute
            )
            for task in steps.tasks
        ),
    )


def seated(index: Index, placements: Iterable[Placement]) -> State:
    """A state with just these placements."""
    state = State(index)
    for each in placements:
        state.insert(each)
    return state


def posted_minutes(
    index: Index,
    rule: Rule,
    visit_id: str,
    minutes: Iterable[int],
    seats: Iterable[Placement] = (),
) -> list[int]:
    """Those minutes at which the rule, posted alone, lets the visit be injected."""
    piece = Piece(index, (visit_id,), {each.visit_id: each for each in seats})
    found = []
    for minute in minutes:
        x = build(piece, (rule,)).x
        x.model.add(x.visit(visit_id).served == 1)
        x.model.add(x.injection(visit_id) == minute)
        if is_feasible(x.model):
            found.append(minute)
    return found


def checked_minutes(
    problem: Problem,
    rule: Rule,
    visit_id: str,
    minutes: Iterable[int],
    seats: Iterable[Placement] = (),
) -> list[int]:
    """Those minutes at which the checker has nothing to say by the rule."""
    index = Index(problem)
    others = {each.visit_id: each for each in seats}
    return [
        minute
        for minute in minutes
        if not any(
            violation.rule == rule.name
            for violation in check(
                problem,
                to_plan(index, others | {visit_id: seat(index, visit_id, minute)}),
            )
        )
    ]


def is_possible_together(
    index: Index,
    rules: tuple[Rule, ...],
    minutes: Mapping[str, int],
    *others: str,
) -> bool:
    """Whether free visits may be injected at these minutes, by the rules posted."""
    x = build(Piece(index, (*minutes, *others), {}), rules).x
    for visit_id, minute in minutes.items():
        x.model.add(x.visit(visit_id).served == 1)
        x.model.add(x.injection(visit_id) == minute)
    return is_feasible(x.model)


def is_feasible(model: cp_model.CpModel) -> bool:
    """Whether a model has a solution."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in {cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE}
    return status != cp_model.INFEASIBLE
