"""
Time-indexed MIP in HiGHS: a boolean for each run, minute and wait of each visit.

On a grid of five minutes, with a capacity row per pool and slot.  A run's EOS and the
minute at which its doses are packed are one boolean per pair.  Doses and batches refer
to the run's earliest EOS, which keeps the coupling linear.  Served by class, then cost,
then activity, each level a MIP with the levels before as rows.
"""

import math

from solver.problem.problem import Problem
from tests.benchmarks.peers.choice import plan_of
from tests.benchmarks.peers.flat import flat
from tests.benchmarks.peers.reporting import Report
from tests.benchmarks.peers.time_indexed_model import KNOK, MBQ, TimeIndexed

_SHARES = (0.4, 0.6, 1.0)
"""Of the time left, what each level may take."""

_TOLERANCE = 1e-3


def plan(problem: Problem, seed: int, report: Report) -> None:
    """Solve level by level; SciPy hands over neither a start nor a seed."""
    matrix = TimeIndexed(flat(problem))
    for (name, terms), share in zip(matrix.levels(), _SHARES, strict=True):
        answer = matrix.rows.minimized(terms, report.left_s * share)
        if answer.mip_dual_bound is not None:
            report.bounds[name] = _as_told(name, answer.mip_dual_bound)
        if answer.x is None:
            return
        report.plan(plan_of(problem, matrix.choice(answer.x)))
        most = sum(value * answer.x[column] for value, column in terms)
        matrix.rows.add(terms, -math.inf, most + _TOLERANCE)


def _as_told(name: str, bound: float) -> int:
    """The bound in the unit of its level; more served is better."""
    if name == "served":
        return math.floor(-bound + _TOLERANCE)
    return math.ceil(bound * (KNOK if name == "cost_nok" else MBQ) - _TOLERANCE)
