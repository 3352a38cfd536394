"""One judge for all plans: the checker of the product, on the declared common rules."""

from dataclasses import dataclass

from solver.checks import check, level_values
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.problem import Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What a plan is worth, or which rules it breaks.

    ``served`` counts by priority class, first things first.
    """

    served: tuple[int, ...]
    runs: int
    cost_nok: int
    activity_kbq: int
    broken: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, ...]:
        """The smaller the better, level by level; broken plans have no rank."""
        if self.broken:
            raise ValueError(f"no rank: breaks {', '.join(self.broken)}")
        return (*(-each for each in self.served), self.cost_nok, self.activity_kbq)


def judge(problem: Problem, plan: Plan) -> Verdict:
    """The values of a plan as the checker computes them."""
    values = level_values(problem, plan)
    return Verdict(
        served=tuple(
            value for (name, _), value in values.items() if name is LevelName.SERVED
        ),
        runs=len(plan.batches),
        cost_nok=values[LevelName.COST_NOK, None],
        activity_kbq=values[LevelName.ACTIVITY_KBQ, None],
        broken=tuple(sorted({each.rule for each in check(problem, plan)})),
    )


def best(verdicts: list[Verdict]) -> Verdict | None:
    """The best plan that breaks nothing, if there is any."""
    sound = [each for each in verdicts if not each.broken]
    return min(sound, key=lambda each: each.rank, default=None)
