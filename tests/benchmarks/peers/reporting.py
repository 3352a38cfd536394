"""What a peer tells while it looks: plans and bounds, each with its second."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from solver.plan.plan import Plan
from solver.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """A plan, and the second at which it was there."""

    at_s: float
    plan: Plan


@dataclass(slots=True)
class Report:
    """
    Plans in the order in which they were found, and bounds by level.

    A bound of ``served`` counts all classes together, and no plan serves more; one of
    ``cost_nok`` or ``activity_kbq`` holds given the levels before.
    """

    seconds: float
    clock: Callable[[], float] = time.monotonic
    found: list[Found] = field(default_factory=list)
    bounds: dict[str, int] = field(default_factory=dict)
    first_s: float | None = None
    _began_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._began_s = self.clock()

    @property
    def spent_s(self) -> float:
        """Seconds since the peer began."""
        return self.clock() - self._began_s

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return max(0.0, self.seconds - self.spent_s)

    def plan(self, plan: Plan, at_s: float | None = None) -> None:
        """Keep a plan, found now if not earlier."""
        found = Found(self.spent_s if at_s is None else at_s, plan)
        self.found.append(found)
        if self.first_s is None:
            self.first_s = found.at_s


class Peer(Protocol):
    """A way to plan an instance under the common rules."""

    def __call__(self, problem: Problem, seed: int, report: Report) -> None:
        """Look for plans until no time is left."""
