"""The coordinator's list: first come, first served."""

from solver.problem.problem import Problem
from tests.benchmarks.list_heuristic import first_come_first_served
from tests.benchmarks.peers.reporting import Report


def plan(problem: Problem, seed: int, report: Report) -> None:
    """Fill the sheet once; there is no chance in it, and nothing to do after."""
    _, found = first_come_first_served(problem)
    report.plan(found)
