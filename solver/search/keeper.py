"""The best plan so far: verified by the independent checker, and never lost."""

import warnings
from collections.abc import Mapping

from solver.checks import check
from solver.plan.plan import Plan
from solver.search.score import level_keys, score
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.record import plan_of
from solver.state.state import State

_WORST: tuple[int, ...] = ()


class Keeper:
    """
    Keeps the best verified plan.

    Attributes
    ----------
    placements, plan, state
        Of the best plan; ``plan`` is ``None`` until one has passed the checks.
    refused
        Violations of plans that did not pass: defects of the search.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._score = _WORST
        self.keys = level_keys(index)
        self.placements: dict[str, Placement] = {}
        self.plan: Plan | None = None
        self.refused: list[str] = []

    def offer(self, placements: Mapping[str, Placement]) -> bool:
        """
        Keep these placements if they are better and pass the checks.

        Returns whether they are kept.
        """
        state = self.state_of(placements)
        found = score(state)
        if self.plan is not None and found >= self._score:
            return False
        plan = plan_of(state)
        violations = check(self._index.problem, plan)
        if violations:
            self.refused.extend(map(str, violations))
            warnings.warn(
                f"a better plan was refused by the checker: {violations[0]}",
                RuntimeWarning,
                stacklevel=2,
            )
            return False
        self._score = found
        self.placements = dict(placements)
        self.plan = plan
        return True

    def is_best(self, placements: Mapping[str, Placement]) -> bool:
        """Whether just these placements are the ones kept."""
        return self.placements == dict(placements)

    def state_of(self, placements: Mapping[str, Placement]) -> State:
        """A fresh state with these placements and nothing else."""
        state = State(self._index)
        for visit_id in sorted(placements):
            state.insert(placements[visit_id])
        state.forget()
        return state
