"""The bound that CP-SAT proves of a relaxation, within a share of what is left."""

from math import floor

from ortools.sat.python import cp_model

from solver.model.stopping import stopping
from solver.search.budget import WORK_S, Budget


def proved_bound(
    model: cp_model.CpModel, budget: Budget, levels_left: int
) -> int | None:
    """
    Proved bound of the model's objective; ``None`` if there is none.

    Parameters
    ----------
    levels_left
        Objectives that are still to be bounded, this one included. It gets the share
        of two of them: earlier levels matter more.
    """
    if budget.is_stopped:
        return None
    solver = cp_model.CpSolver()
    share = max(budget.left_s() * 2 / (max(levels_left, 1) + 1), 0.1)
    parameters = solver.parameters
    parameters.random_seed = budget.config.seed
    parameters.catch_sigint_signal = False  # the caller decides what a signal does
    # One worker with the full linear relaxation: the rows are knapsacks and
    # implications, which its cuts close in a fraction of the portfolio's time.
    parameters.num_workers = 1
    parameters.linearization_level = 2
    if budget.config.is_deterministic:
        parameters.max_deterministic_time = share / WORK_S
    else:
        parameters.max_time_in_seconds = share
    with stopping(solver, lambda: budget.is_stopped):
        status = solver.solve(model)
    if budget.config.is_deterministic:
        budget.charge_work(solver.deterministic_time)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return round(solver.best_objective_bound)
    is_maximized = model.proto.objective.scaling_factor < 0
    if status != cp_model.UNKNOWN or is_maximized:
        return None
    # What is minimized is never negative, and a bound below that says nothing.
    return max(floor(solver.best_objective_bound), 0)
