"""
Solve a problem: the whole story on one screen.

Commitments first; a first plan at once, or the previous one resumed; ruin and recreate,
for fewer runs and then for less activity; exact timetables; the whole exactly if it is
not large, else exact pieces; bounds.  At every stage the best plan is the one that the
independent checker has passed.
"""

from collections.abc import Callable

from solver.config import SolverConfig
from solver.plan.result import Result
from solver.problem.problem import Problem
from solver.search import stages
from solver.search.budget import Budget
from solver.search.progress import Progress


def solve(
    problem: Problem,
    config: SolverConfig | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Result:
    """
    Plan a problem as well as the limit allows.

    Parameters
    ----------
    on_progress
        Told about every better plan and every new bound.
    should_stop
        Asked now and then; after a yes the best plan so far is returned.

    Returns
    -------
    Result
        Always a result, also when nothing was found; see ``Result.status``. Its plan
        has passed ``solver.checks``.
    """
    budget = Budget(config or SolverConfig(), should_stop)
    search = stages.Search(problem, budget, on_progress)

    search.seat_commitments()
    search.construct()
    search.resume()
    if search.is_small:
        search.ruin_and_recreate(until=0.1)
        search.time_batches(until=0.2)
        search.solve_whole()
        search.prove_levels()
    else:
        search.find_least_cost()
        search.pack_runs(until=0.3)
        search.ruin_and_recreate(until=0.47)
        search.time_batches(until=0.5)
        search.prove_impossible()
        if search.is_middling:
            search.solve_whole()
        search.improve_pieces(until=0.7)
        search.ruin_and_recreate(until=0.75)
        search.improve_pieces(until=0.9)
        search.time_batches(until=0.93)
        search.prove_levels()
    return search.result()
