"""The instances of the suite: which sizes, which seeds."""

from dataclasses import dataclass

from scheduler.scenarios.generator import GeneratorConfig, generate
from solver.problem.problem import Problem
from tests.benchmarks.common_rules import cut_to_common_rules

_MADE = ("fdg", "psma", "ga68", "c11")
"""What is made, not bought: all of it decays while one looks."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: visits at sites of units over days, and a seed."""

    units: int
    sites: int
    days: int
    visits: int
    seed: int
    is_planted: bool = True

    @property
    def name(self) -> str:
        """Units x sites x days x visits, and the seed."""
        kind = "" if self.is_planted else "-open"
        size = f"{self.units}x{self.sites}x{self.days}x{self.visits}"
        return f"{size}-{self.seed}{kind}"

    def problem(self) -> Problem:
        """
        The instance under the common rules.

        Half of them are built around a plan that serves all; of the others nobody
        knows whether all can be served.
        """
        config = GeneratorConfig(
            units=self.units,
            sites=self.sites,
            days=self.days,
            visits=self.visits,
            seed=self.seed,
            products=_MADE,
        )
        return cut_to_common_rules(generate(config, plant=self.is_planted).problem)


_QUICK = tuple(
    Instance(*size, seed=seed, is_planted=seed % 2 == 1)
    for size in ((2, 3, 1, 40), (2, 3, 5, 120), (4, 6, 5, 400))
    for seed in (1,)
)
_GROWTH = tuple(
    Instance(units, sites, 5, visits, seed=1)
    for units, sites, visits in (
        (2, 3, 100),
        (6, 12, 1_000),
        (12, 40, 4_000),
        (20, 90, 10_000),
    )
)

SUITES = {
    "quick": _QUICK,
    "full": tuple(
        Instance(*size, seed=seed, is_planted=seed % 2 == 1)
        for size in ((2, 3, 1, 40), (2, 3, 5, 120), (4, 6, 5, 400))
        for seed in range(1, 7)
    )
    + _GROWTH,
}
