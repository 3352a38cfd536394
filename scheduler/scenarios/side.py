"""One side of a comparison: a problem, and what a plan makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.exports.index import Index
from scheduler.scenarios.comparison_records import Standing
from solver.plan.plan import Administration, Plan
from solver.plan.result import Result
from solver.problem.commitments import Firmness
from solver.problem.problem import Problem


@dataclass(frozen=True)
class Side:
    """
    The base, or the what-if.

    Parameters
    ----------
    result
        Its plan, which may name what the problem does not have any more, and what a
        solve has said of those it does not serve.
    """

    problem: Problem
    result: Result

    @cached_property
    def plan(self) -> Plan:
        """The plan; empty where none was found."""
        return self.result.plan or Plan()

    @cached_property
    def index(self) -> Index:
        """Everything by id."""
        return Index(self.problem, self.plan)

    @cached_property
    def served(self) -> Mapping[str, Administration]:
        """Visits that are asked for and served, by id."""
        return {
            each.visit_id: each
            for each in self.plan.administrations
            if each.visit_id in self.index.visits
        }

    @cached_property
    def rules(self) -> Mapping[str, tuple[str, ...]]:
        """Rules that break promises, or else leave visits out, as a solve has said."""
        left_out = {each.visit_id: each.rules for each in self.result.left_out}
        return left_out | {each.visit_id: each.rules for each in self.result.broken}

    @cached_property
    def firmness(self) -> Mapping[str, Firmness]:
        """How firmly visits are promised, by id."""
        held = self.problem.commitments.visits
        return {each.visit_id: each.firmness for each in held}

    def standing(self, visit_id: str) -> Standing:
        """What the plan does about a visit."""
        visit = self.index.visits.get(visit_id)
        if visit is None:
            return Standing.NOT_ASKED
        if visit_id in self.served:
            return Standing.SERVED
        is_deferrable = visit.window_end_min > self.problem.horizon_min
        return Standing.DEFERRED if is_deferrable else Standing.LEFT_OUT
