"""
One batch of fluorine-18 at one site: the least activity at EOS, proved.

Two injectors, six uptake places, two scanners, a day of nine hours; participants of
45 to 120 kg at 3.5 MBq/kg, scans of 20, 25 or 30 minutes.  First the plan that
construction makes, then the same visits timed exactly, to the minute.

Run from the repository's root: ``python -m tests.benchmarks.decay_stage``.
"""

import argparse
import os
import sys
import time
from random import Random

from solver.checks import check
from solver.config import SolverConfig
from solver.problem.demand import Alternative
from solver.problem.problem import Problem
from solver.search.budget import Budget
from solver.search.retiming import time_batches
from solver.search.stages import Search
from solver.state.record import plan_of
from tests.solver.builders import (
    a_lane,
    a_person,
    a_problem,
    a_procedure,
    a_process,
    a_product,
    a_run,
    a_site,
    a_visit,
    places,
    scanners,
    spans,
)

_DAY = spans((420, 1140))
_EOS_MIN = 420
_KBQ_PER_KG = 3_500


def one_batch(participants: int, seed: int) -> Problem:
    """A run with a fixed EOS, and as many participants as one day may take."""
    random = Random(seed)
    visits = [
        a_visit(
            f"V{number:02}",
            window_start_min=420,
            window_end_min=1140,
            injection_hours=_DAY,
            alternatives=(
                Alternative(
                    target_kbq=random.randint(45, 120) * _KBQ_PER_KG,
                    scan_min=random.choice((20, 25, 30)),
                ),
            ),
        )
        for number in range(participants)
    ]
    people = [a_person(f"nurse {k}", "nurse", available=_DAY) for k in (1, 2)]
    people += [a_person(f"tech {k}", "technologist", available=_DAY) for k in (1, 2)]
    return a_problem(
        visits,
        products=(a_product(half_life_min=109.77),),
        processes=(a_process(capacity_kbq=1_000_000_000),),
        runs=(a_run(earliest_eos_min=_EOS_MIN, latest_eos_min=_EOS_MIN),),
        lanes=(a_lane(door_to_door_min=15),),
        procedures=(a_procedure(preparation_role=None),),
        sites=(a_site(opening=spans((400, 1200))),),
        places=places(*(f"chair {k}" for k in range(1, 7)), available=_DAY),
        scanners=scanners("PET 1", "PET 2", available=spans((420, 1140))),
        people=tuple(people),
    )


def measured(participants: int, seed: int) -> str:
    """A line: activity before and after, the bound, the gap, the seconds."""
    problem = one_batch(participants, seed)
    search = Search(problem, Budget(SolverConfig(time_limit_s=60)))
    search.construct()
    state = search.keeper.state_of(search.keeper.placements)
    (supply_id,) = state.loads
    load = state.loads[supply_id]
    before = load.activity_kbq
    overhead = before - sum(each.demand_kbq for each in load.doses)
    began = time.perf_counter()
    bound = time_batches(state, [supply_id], None)
    spent_s = time.perf_counter() - began
    violations = check(problem, plan_of(state))
    after = state.loads[supply_id].activity_kbq
    if violations or bound is None:
        return f"{participants:12} {seed:4} failed: {violations[:1] or 'not proved'}"
    gap = after / (bound + overhead) - 1
    return (
        f"{participants:12} {seed:4} {len(load.doses):6} {before / 1e6:9.3f} "
        f"{after / 1e6:9.3f} {1 - after / before:7.2%} {gap:8.4%} {spent_s:6.2f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, nargs="+", default=[16, 20, 24, 30])
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    _say(f"load average {' '.join(f'{each:.2f}' for each in os.getloadavg())}")
    _say("participants seed seated first/GBq timed/GBq  saving      gap      s")
    for participants in given.participants:
        for seed in range(1, given.seeds + 1):
            _say(measured(participants, seed))
    _say(f"load average {' '.join(f'{each:.2f}' for each in os.getloadavg())}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
