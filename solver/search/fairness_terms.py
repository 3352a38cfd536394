"""Refusals and waiting in the relaxation: never more than in a real plan."""

from typing import ClassVar

from ortools.sat.python import cp_model

from solver.constraints.fairness import asked_in_groups, waiting_days
from solver.constraints.preferred_hours import is_preferred
from solver.plan.result import LevelName
from solver.problem.demand import Visit
from solver.state.frame import Frame
from solver.state.state import State


class FairnessTerms:
    """
    Highest refusal rate, least days of waiting, least visits outside their hours.

    Parameters
    ----------
    base
        A state that holds the commitments and nothing else.
    """

    names: ClassVar[frozenset[LevelName]] = frozenset(
        {
            LevelName.REFUSAL_PERMILLE,
            LevelName.WAITING_DAYS,
            LevelName.OUTSIDE_PREFERRED,
        }
    )

    def __init__(self, base: State, model: cp_model.CpModel) -> None:
        self._base = base
        self._model = model
        self._served: dict[str, cp_model.IntVar] = {}
        self._waits: dict[str, int] = {}
        self._outside: set[str] = set()

    def add(
        self, visit: Visit, served: cp_model.IntVar, frame: Frame, minutes: int
    ) -> None:
        """
        A visit that may be served, at the best of these minutes.

        Parameters
        ----------
        minutes
            Injection minutes there could be, of the frame; never fewer than there are.
        """
        self._served[visit.id] = served
        if not minutes:
            return
        first = frame.first_at_or_after(minutes, frame.start_min)
        self._waits[visit.id] = waiting_days(visit, first)
        preferred = frame.union(visit.preferred_hours)
        if visit.preferred_hours and not minutes & preferred:
            self._outside.add(visit.id)

    def expression(self, name: LevelName) -> cp_model.LinearExpr:
        """A level, with what is committed."""
        if name is LevelName.REFUSAL_PERMILLE:
            return self._refusal()
        weights = self._waits
        if name is LevelName.OUTSIDE_PREFERRED:
            weights = dict.fromkeys(sorted(self._outside), 1)
        return cp_model.LinearExpr.weighted_sum(
            [self._served[each] for each in weights], list(weights.values())
        ) + self._committed(name)

    def _committed(self, name: LevelName) -> int:
        """What visits that stay where they are add."""
        visits = self._base.index.visits
        seats = self._base.placements.values()
        if name is LevelName.WAITING_DAYS:
            return sum(
                waiting_days(visits[seat.visit_id], seat.injection_min)
                for seat in seats
            )
        return sum(
            not is_preferred(visits[seat.visit_id], seat.injection_min)
            for seat in seats
        )

    def _refusal(self) -> cp_model.LinearExpr:
        highest = self._model.new_int_var(0, 1000, "highest refusal")
        for ids in asked_in_groups(self._base.index).values():
            served = [self._served[each] for each in ids if each in self._served]
            seated = sum(each in self._base.placements for each in ids)
            refused = len(ids) - seated - cp_model.LinearExpr.sum(served)
            self._model.add(len(ids) * highest >= 1000 * refused)
        return 1 * highest
