"""A large-neighborhood search over exact pieces of a plan."""

from collections.abc import Mapping

from solver.errors import ModelTooLarge
from solver.model.exact import improve
from solver.model.piece import Piece
from solver.search.budget import Budget
from solver.search.exact_stages import BUILDING_S, exact_config
from solver.search.neighborhoods import Neighborhoods
from solver.search.score import score
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

VISIT_S = 0.2
"""Longest exact search for one piece, per visit of it."""

FRUITLESS = 30
"""Pieces in a row without improvement after which the exact search gives up."""


class Pieces:
    """
    A large-neighborhood search over exact pieces.

    Parameters
    ----------
    free
        Visits that may be moved.
    """

    def __init__(self, index: Index, free: tuple[str, ...], budget: Budget) -> None:
        self._index = index
        self._budget = budget
        self._neighborhoods = Neighborhoods(index, free, budget.config.seed)

    def improve(
        self,
        placements: Mapping[str, Placement],
        until: float,
        impossible: frozenset[str],
    ) -> dict[str, Placement] | None:
        """
        A better plan from one of the next pieces; ``None`` if they gave nothing.

        A piece that was proved to be at its best is not asked again while the plan
        stays as it is.

        Parameters
        ----------
        until
            Share of the limit at which to stop.
        """
        before = score(self._state(placements))
        proved: set[frozenset[str]] = set()
        for _ in range(FRUITLESS):
            if not self._budget.goes_on(until):
                return None
            free = self._neighborhoods.choose(placements, impossible)
            if frozenset(free) in proved:
                self._budget.tick()
                continue
            fixed = {k: v for k, v in placements.items() if k not in free}
            piece = Piece(self._index, tuple(free), fixed)
            incumbent = {k: placements[k] for k in free if k in placements}
            limit = min(VISIT_S * len(free), self._budget.left_s(until))
            config = exact_config(self._budget, limit)
            try:
                outcome = improve(
                    piece, incumbent, config, lambda: self._budget.is_stopped
                )
            except ModelTooLarge:
                self._neighborhoods.halve()
                self._budget.charge_s(BUILDING_S)
                continue
            self._budget.charge_work(outcome.deterministic_s)
            self._budget.charge_s(BUILDING_S)
            found = outcome.placements
            if score(self._state(found)) < before:
                return found
            if outcome.is_proved:
                proved.add(frozenset(free))
        return None

    def _state(self, placements: Mapping[str, Placement]) -> State:
        state = State(self._index)
        for visit_id in sorted(placements):
            state.insert(placements[visit_id])
        return state
