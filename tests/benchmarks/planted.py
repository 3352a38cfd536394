"""
How much of a planted plan is found again, beside the coordinator's list.

Run from the repository's root::

    .venv/bin/python -m tests.benchmarks.planted --seeds 7 1 2 --time-limit 60

Every visit of these instances can be seated: the generator built them around a plan.
"""

import argparse
from dataclasses import dataclass, replace

from scheduler.scenarios.generator import TIGHT, generate
from solver.checks import check, check_result
from solver.config import SolverConfig
from solver.search.progress import Progress
from solver.solve import solve
from tests.benchmarks.list_heuristic import first_come_first_served


@dataclass(frozen=True, slots=True)
class Row:
    """One instance: visits, seated by list and by solve, and when."""

    seed: int
    visits: int
    by_list: int
    by_solve: int
    first_s: float
    wall_s: float


def measure(seed: int, time_limit_s: float) -> Row:
    """Solve one planted instance; every plan is checked."""
    problem = generate(replace(TIGHT, seed=seed), plant=True).problem
    by_list, listed = first_come_first_served(problem)
    assert check(problem, listed) == []
    first: list[float] = []

    def note(progress: Progress) -> None:
        if not first:
            first.append(progress.wall_s)

    config = SolverConfig(time_limit_s=time_limit_s)
    result = solve(problem, config, on_progress=note)
    assert check_result(problem, result) == []
    assert result.plan is not None
    return Row(
        seed,
        len(problem.visits),
        by_list,
        len(result.plan.administrations),
        first[0],
        result.wall_time_s,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[TIGHT.seed])
    parser.add_argument("--time-limit", type=float, default=60.0)
    given = parser.parse_args()
    print("seed  visits  list        solve       first plan  wall")  # noqa: T201
    for seed in given.seeds:
        row = measure(seed, given.time_limit)
        print(  # noqa: T201 - a benchmark prints its table
            f"{row.seed:4}  {row.visits:6}  "
            f"{row.by_list:4} {row.by_list / row.visits:6.1%}  "
            f"{row.by_solve:4} {row.by_solve / row.visits:6.1%}  "
            f"{row.first_s:8.2f} s  {row.wall_s:5.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
