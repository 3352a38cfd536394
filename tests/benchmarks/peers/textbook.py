"""
Textbook CP-SAT: one model, as a competent user writes it in a day.

One optional seat per visit and run, start variables on a grid of five minutes,
``cumulative`` for the pools, ``no_overlap`` for the lines, and an element table over
the dose's age for what it needs at EOS: on whole minutes the tables alone are too long
for it.  Served by class first, then cost, then activity, each level fixed before the
next one, each begun from the plan in hand.
"""

from ortools.sat.python import cp_model

from solver.problem.problem import Problem
from tests.benchmarks.peers.choice import plan_of
from tests.benchmarks.peers.flat import flat
from tests.benchmarks.peers.reporting import Report
from tests.benchmarks.peers.textbook_model import Textbook

_SHARES = (0.4, 0.6, 1.0)
"""Of the time left, what each level may take."""


class _Telling(cp_model.CpSolverSolutionCallback):
    """Reports each solution's plan, and remembers its values."""

    def __init__(self, problem: Problem, book: Textbook, report: Report) -> None:
        super().__init__()
        self._problem, self._book, self._report = problem, book, report
        self.values: list[int] = []

    def on_solution_callback(self) -> None:
        """Keep decisions at once; the judge comes later."""
        choice = self._book.choice(self)
        self._report.plan(plan_of(self._problem, choice))
        self.values = list(self.response_proto.solution)


def plan(problem: Problem, seed: int, report: Report) -> None:
    """Solve level by level."""
    book = Textbook(flat(problem))
    for (name, expression, is_maximized), share in zip(
        book.levels(), _SHARES, strict=True
    ):
        if is_maximized:
            book.model.maximize(expression)
        else:
            book.model.minimize(expression)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.01, report.left_s * share)
        telling = _Telling(problem, book, report)
        status = solver.solve(book.model, telling)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return
        report.bounds[name] = round(solver.best_objective_bound)
        value = round(solver.objective_value)
        if is_maximized:
            book.model.add(expression >= value)
        else:
            book.model.add(expression <= value)
        book.model.clear_hints()  # type: ignore[no-untyped-call]  # has no types
        for index, hint in enumerate(telling.values):
            book.model.add_hint(book.model.get_int_var_from_proto_index(index), hint)
