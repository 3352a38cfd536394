"""Proofs that something cannot be, each confirmed by a second configuration."""

from ortools.sat.python import cp_model

from solver.model.build import build
from solver.model.defect import ModelDefect
from solver.model.exact import ExactConfig, new_solver
from solver.model.piece import Piece


def is_proved_unservable(piece: Piece, visit_id: str, config: ExactConfig) -> bool:
    """
    Whether no choice for the free visits serves this one.

    ``False`` says only that it is not proved within the limits. The limits hold for
    the search and, once more, for its confirmation without presolve.
    """
    plan_model = build(piece)
    plan_model.model.add(plan_model.x.visit(visit_id).served == 1)
    return all(
        _is_infeasible(plan_model.model, config, presolve=presolve)
        for presolve in (True, False)
    )


def _is_infeasible(
    model: cp_model.CpModel, config: ExactConfig, *, presolve: bool
) -> bool:
    solver = new_solver(
        config, config.time_limit_s, config.deterministic_limit, presolve=presolve
    )
    status = solver.solve(model)
    if status == cp_model.MODEL_INVALID:
        raise ModelDefect(model.validate())
    return status == cp_model.INFEASIBLE
