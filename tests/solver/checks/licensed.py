"""The hand-made world with a licence in the north, and decay in floats."""

import math
from typing import Any

from solver.problem.equipment import Inventory, Licence
from solver.problem.problem import Problem
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem

FDG, GAL, LUT = 109.77, 67.71, 9571.68


def grown(kbq: int, minutes: int, half_life_min: float) -> int:
    """Rounded up; at these magnitudes a double is right to 1e-6 kBq."""
    return math.ceil(kbq * 2 ** (minutes / half_life_min))


def licensed(
    licence: Licence, *inventory: Inventory, problem: Problem | None = None
) -> Problem:
    """A problem whose northern site has a licence."""
    problem = problem or a_problem()
    sites = tuple(
        changed(each, licences=(licence,), inventory=inventory)
        if each.id == "north"
        else each
        for each in problem.sites
    )
    return changed(problem, sites=sites)


def a_limit(max_kbq: int, *nuclides: str, **fields: Any) -> Licence:
    """A licence for some nuclides."""
    return Licence(id="licence", nuclides=nuclides, max_kbq=max_kbq, **fields)
