"""
How long it takes to offer slots for a visit, with a whole week's plan in force.

Run from the repository's root::

    .venv/bin/python -m tests.benchmarks.offers --time-limit 15

The week is solved once; then slots are asked for, visit by visit, each time in the plan
that has all the others.
"""

import argparse
from collections.abc import Callable
from time import perf_counter

from solver.config import SolverConfig
from solver.plan.plan import Plan
from solver.problem.problem import Problem
from solver.revision import Revision
from solver.solve import solve
from tests.solver.booking.forced import in_force, planned, story

SHARE = 95
"""The share of the visits that has to be quick enough [%]."""

ROUNDS = 3
"""How often each thing is measured; the slowest counts."""


def milliseconds(work: Callable[[], object]) -> float:
    """The slowest of some rounds [ms]."""
    worst = 0.0
    for _ in range(ROUNDS):
        began = perf_counter()
        work()
        worst = max(worst, perf_counter() - began)
    return 1000 * worst


def plan_of_the_week(problem: Problem, time_limit_s: float) -> Plan:
    """Solved within a limit; without time, seated one after the other."""
    if not time_limit_s:
        return planned(problem)
    result = solve(problem, SolverConfig(time_limit_s=time_limit_s))
    assert result.plan is not None
    return result.plan


def row(name: str, found: list[float]) -> str:
    """Median, 95th percentile and greatest [ms]."""
    ordered = sorted(found)
    high = ordered[min(len(ordered) * SHARE // 100, len(ordered) - 1)]
    middle = ordered[len(ordered) // 2]
    return f"{name:28} {middle:8.1f} {high:8.1f} {ordered[-1]:8.1f}"


def measured(revision: Revision) -> dict[str, list[float]]:
    """What is asked of a revision, for every visit [ms]."""
    found: dict[str, list[float]] = {
        "offers": [],
        "misfits": [],
        "booking, checked": [],
    }
    for visit_id in revision.state.index.visits:
        found["offers"].append(milliseconds(lambda: revision.offers(visit_id)))  # noqa: B023
        slots = revision.offers(visit_id, 1)
        if not slots:
            continue
        tried, slot = revision.copy(), slots[0].slot
        tried.lift(visit_id)
        found["misfits"].append(milliseconds(lambda: tried.misfits(slot)))  # noqa: B023
        tried.seat(slot)
        found["booking, checked"].append(milliseconds(tried.checked_plan))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", default="norway-week")
    parser.add_argument("--time-limit", type=float, default=15.0)
    given = parser.parse_args()
    problem = story(given.instance)
    problem = in_force(problem, plan_of_the_week(problem, given.time_limit))
    print(f"{'milliseconds':28}   median      p95  longest")  # noqa: T201
    seating = [milliseconds(lambda: Revision(problem))]
    print(row("plan in force, seated", seating))  # noqa: T201
    for name, found in measured(Revision(problem)).items():
        print(row(name, found))  # noqa: T201


if __name__ == "__main__":
    main()
