"""
The independent checker: a plan judged by the rules, in exact arithmetic.

It is written from the rules alone and shares nothing with the search.
"""

from solver.checks.cautions import warnings
from solver.checks.judge import CHECKS, check
from solver.checks.levels import level_values
from solver.checks.result_check import check_result
from solver.checks.violation import Caution, Violation

__all__ = [
    "CHECKS",
    "Caution",
    "Violation",
    "check",
    "check_result",
    "level_values",
    "warnings",
]
