"""
The planning file: what people write, turned into a problem for the solver.

``read_planning_file`` reads it, ``to_problem`` converts it; both report every
issue at once.
"""

from scheduler.imports.planning_file.convert import to_problem
from scheduler.imports.planning_file.read import read_planning_file
from scheduler.imports.planning_file.schema import PlanningFile

__all__ = ["PlanningFile", "read_planning_file", "to_problem"]
