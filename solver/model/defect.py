"""What to say when model and plan contradict each other: a defect of ours."""

from collections.abc import Mapping

from ortools.sat.python import cp_model

from solver.constraints import RULES
from solver.errors import SolverError
from solver.model.build import PlanModel, build
from solver.model.hints import renamed
from solver.model.piece import Piece
from solver.state.placement import Placement


class ModelDefect(SolverError):
    """The exact model is wrong: it is invalid, or refuses a plan in hand."""


def refused_by(piece: Piece, placements: Mapping[str, Placement]) -> tuple[str, ...]:
    """
    Names of the rules that, each alone, refuse the placements.

    ``"variables"`` if the variables do so without any rule; ``"levels"`` cannot.
    """
    placements = renamed(piece, placements)
    if not _is_accepted(build(piece, ()), placements):
        return ("variables",)
    return tuple(
        rule.name
        for rule in RULES
        if not _is_accepted(build(piece, (rule,)), placements)
    )


def _is_accepted(plan_model: PlanModel, placements: Mapping[str, Placement]) -> bool:
    """Whether the model holds with every variable at the placements' value."""
    seating = plan_model.seating(placements)
    for variable in plan_model.x.book.variables:
        value = seating.value(variable)
        low, high = plan_model.x.book.bounds(variable)
        if not low <= value <= high:
            return False
        plan_model.model.add(variable == value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return solver.solve(plan_model.model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}
