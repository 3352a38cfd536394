"""Proofs that something cannot be, each confirmed by a second configuration."""

from collections.abc import Callable

from ortools.sat.python import cp_model

from solver.model.build import build
from solver.model.defect import ModelDefect
from solver.model.exact import ExactConfig, new_solver
from solver.model.piece import Piece
from solver.model.stopping import stopping


def is_proved_unservable(
    piece: Piece,
    visit_id: str,
    config: ExactConfig,
    should_stop: Callable[[], bool] = lambda: False,
    charge_work: Callable[[float], None] = lambda units: None,
) -> bool:
    """
    Whether no choice for the free visits serves this one.

    ``False`` says only that it is not proved within the limits. The limits hold for
    the search and, once more, for its confirmation without presolve.

    Parameters
    ----------
    should_stop
        Asked now and then; after a yes nothing is proved.
    charge_work
        Told the work of each of the two, in the solver's own measure.
    """
    plan_model = build(piece)
    plan_model.model.add(plan_model.x.visit(visit_id).served == 1)
    for presolve in (True, False):
        solver = new_solver(
            config, config.time_limit_s, config.deterministic_limit, presolve=presolve
        )
        with stopping(solver, should_stop):
            status = solver.solve(plan_model.model)
        charge_work(solver.deterministic_time)
        if status == cp_model.MODEL_INVALID:
            raise ModelDefect(plan_model.model.validate())
        if status != cp_model.INFEASIBLE:
            return False
    return True
