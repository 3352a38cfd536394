"""How long and how a problem is to be solved."""

from typing import Annotated

from pydantic import Field

from solver.problem.base import Record


class SolverConfig(Record):
    """
    Limits and manner of one solve.

    Parameters
    ----------
    time_limit_s
        Wall-clock limit [s]; the answer comes at most two seconds later. In
        deterministic mode it is work, not time: a measure that yields the same
        plan on every machine, of roughly that many seconds on a small one.
    is_deterministic
        Same problem, version and seed: same plan, byte for byte.
    seed
        Seed of all random choices.
    num_workers
        Threads of the exact solver; one in deterministic mode.
    """

    time_limit_s: Annotated[float, Field(gt=0, le=24 * 3600)] = 60.0
    is_deterministic: bool = False
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    num_workers: Annotated[int, Field(ge=1, le=64)] = 2
