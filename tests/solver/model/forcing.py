"""Force a choice, and ask whether a plan with it exists."""

from collections.abc import Callable, Iterable

from ortools.sat.python import cp_model

from solver.model.build import build
from solver.model.options import Option
from solver.model.piece import Piece
from solver.model.variables import PlanVars
from solver.problem.problem import Problem
from solver.state.index import Index

Force = Callable[[PlanVars], Iterable[cp_model.BoundedLinearExpression | bool]]


def is_possible(problem: Problem, force: Force = lambda x: ()) -> bool:
    """Whether all visits can be served under the forced choices."""
    plan_model = build(Piece.whole(Index(problem), {}))
    x = plan_model.x
    for own in x.visits:
        x.model.add(own.served == 1)
    for choice in force(x):
        x.model.add(choice)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(x.model)
    assert status in {cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE}
    return status != cp_model.INFEASIBLE


def injected_at(minute: int, visit_id: str = "V1") -> Force:
    """The visit is injected at the minute."""
    return lambda x: [x.injection(visit_id) == minute]


def at_and_eos(minute: int, eos_min: int, supply_id: str = "R1") -> Force:
    """The first visit is injected at a minute, from a run with this EOS."""
    return lambda x: [
        x.injection("V1") == minute,
        x.reference(supply_id) == eos_min,
        x.is_made(supply_id) == 1,
    ]


def picks(option: Option, visit_id: str = "V1") -> Force:
    """The visit's dose comes this way, if the model knows it at all."""

    def force(x: PlanVars) -> list[cp_model.BoundedLinearExpression | bool]:
        if option not in x.visit(visit_id).options:
            return [x.is_served(visit_id) == 2]  # never
        return [x.picks(visit_id, option) == 1]

    return force


def both(*forces: Force) -> Force:
    """All of the choices at once."""
    return lambda x: [choice for force in forces for choice in force(x)]
