import math

import pytest

from solver.problem.problem import Problem
from tests.solver.checks.judged import named
from tests.solver.checks.licensed import FDG, GAL, LUT, a_limit, grown, licensed
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world_plan import a_plan
from tests.solver.checks.world_supply import stripped


@pytest.mark.parametrize(
    ("is_over", "subjects"),
    [(True, set()), (False, {("activity_on_site", "R3/road")})],
)
def test_committed_activity_is_a_fact(
    is_over: bool, subjects: set[tuple[str, str]]
) -> None:
    """
    R1, R2 and O1 are there: too much of them is nobody's fault, but R3, arriving at
    1995, brings more to a site that still holds what is left of O1.
    """
    nuclides = ("F-18", "Lu-177") if is_over else ("Ga-68", "Lu-177")
    licence = a_limit(1, *nuclides, includes_waste=True)
    problem = licensed(licence, problem=a_replanned_problem())

    assert named(problem, a_plan()) == subjects


# E at 2040 and 10,000 kBq of dead volume, at the arrival of R3 at 1995
R3_AT_1995 = grown(202_021, 45, GAL) + 10_000
LUT_LATE = grown(8_000_000 - 6_939_434, 720 - 1995, LUT)


@pytest.mark.parametrize(("short", "is_named"), [(0, False), (1, True)])
@pytest.mark.parametrize("is_lost", [False, True])
def test_committed_vials_hold_all_their_content(
    is_lost: bool, short: int, is_named: bool
) -> None:
    """
    F takes 6,939,434 of the 8,000,000 kBq it has; without F, both vials stay for good.
    """
    plan = a_plan()
    there = R3_AT_1995 + LUT_LATE
    if is_lost:
        there = R3_AT_1995 + 2 * grown(4_000_000, 720 - 1995, LUT)
        kept = tuple(e for e in plan.administrations if e.visit_id != "F")
        plan = changed(plan, administrations=kept)
    licence = a_limit(there - short, "Lu-177", "Ga-68", includes_waste=True)
    problem = licensed(licence, problem=_without_r2(a_replanned_problem()))
    found = named(problem, stripped(plan, *R2))

    assert (("activity_on_site", "R3/road") in found) is is_named


R2 = ("R2", "R2/road", "R2/road/D", "D")


def _without_r2(problem: Problem) -> Problem:
    """The problem with D and its batch gone, and E following nobody."""
    held = problem.commitments
    gone = stripped(held.previous, *R2)
    commitments = changed(
        held,
        previous=gone,
        batches=tuple(e for e in held.batches if e.batch_id != "R2"),
        visits=tuple(e for e in held.visits if e.visit_id != "D"),
    )
    visits = tuple(changed(each, follows=None) for each in problem.visits)
    return changed(problem, commitments=commitments, visits=visits)


@pytest.mark.parametrize(("includes_waste", "is_named"), [(False, False), (True, True)])
def test_dispensed_vials_leave_their_dead_volume(
    includes_waste: bool, is_named: bool
) -> None:
    """
    R1 and R2 are dispensed and given: what stays in their vials is waste.

    At 1995 the 100,000 kBq in the vial of A and B are less than 5 kBq, but more than
    nothing, and so are the 10,000 kBq of D's.
    """
    licence = a_limit(R3_AT_1995, "F-18", "Ga-68", includes_waste=includes_waste)
    problem = licensed(licence, problem=a_replanned_problem())
    left = math.ceil(100_000 * 2 ** (-1595 / FDG)) + math.ceil(
        10_000 * 2 ** (-1435 / GAL)
    )
    enough = changed(licence, max_kbq=R3_AT_1995 + left)
    enough_problem = licensed(enough, problem=a_replanned_problem())

    assert (("activity_on_site", "R3/road") in named(problem, a_plan())) is is_named
    assert named(enough_problem, a_plan()) == set()
