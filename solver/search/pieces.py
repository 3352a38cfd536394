"""A large-neighborhood search over exact pieces of a plan."""

from collections.abc import Mapping
from random import Random

from solver.errors import ModelTooLarge
from solver.model.exact import improve
from solver.model.piece import Piece
from solver.search.budget import Budget
from solver.search.exact_stages import BUILDING_S, exact_config
from solver.search.score import score
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

PIECE_S = 4.0
"""Longest exact search for one piece."""

PIECE_VISITS = 22
"""Free visits of one piece, at most: smaller pieces are proved fast and gain less."""

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
        self._free = free
        self._budget = budget
        self._random = Random(budget.config.seed)
        self._most = PIECE_VISITS

    def improve(
        self,
        placements: Mapping[str, Placement],
        until: float,
        impossible: frozenset[str],
    ) -> dict[str, Placement] | None:
        """
        A better plan from one of the next pieces; ``None`` if they gave nothing.

        Parameters
        ----------
        until
            Share of the limit at which to stop.
        """
        before = score(self._state(placements))
        for _ in range(FRUITLESS):
            if not self._budget.goes_on(until):
                return None
            free = self._choose(placements, impossible)
            fixed = {k: v for k, v in placements.items() if k not in free}
            piece = Piece(self._index, tuple(free), fixed)
            incumbent = {k: placements[k] for k in free if k in placements}
            config = exact_config(
                self._budget, min(PIECE_S, self._budget.left_s(until))
            )
            try:
                outcome = improve(
                    piece, incumbent, config, lambda: self._budget.is_stopped
                )
            except ModelTooLarge:
                self._most = max(self._most // 2, 1)
                self._budget.charge_s(BUILDING_S)
                continue
            self._budget.charge_work(outcome.deterministic_s)
            self._budget.charge_s(BUILDING_S)
            found = outcome.placements
            if score(self._state(found)) < before:
                return found
        return None

    def _choose(
        self, placements: Mapping[str, Placement], impossible: frozenset[str]
    ) -> list[str]:
        """A left-out visit with its site's day, or the visits of one or two batches."""
        waiting = [
            each
            for each in self._free
            if each not in placements and each not in impossible
        ]
        seated = [each for each in self._free if each in placements]
        if not seated and not waiting:
            return []
        if waiting and (not seated or self._random.random() < 0.7):  # noqa: PLR2004 - served comes first
            return self._site_day(self._random.choice(waiting), placements)
        first = self._random.choice(seated)
        supply_id = placements[first].channel.supply_id
        free = [
            each for each in seated if placements[each].channel.supply_id == supply_id
        ]
        product_id = self._index.visits[first].product_id
        others = [
            each
            for each in seated
            if each not in free and self._index.visits[each].product_id == product_id
        ]
        self._random.shuffle(others)
        return (free + others)[: self._most]

    def _site_day(
        self, visit_id: str, placements: Mapping[str, Placement]
    ) -> list[str]:
        """A visit, and those seated nearest to a minute of its window at its site."""
        visit = self._index.visits[visit_id]
        horizon = self._index.problem.horizon_min
        hours = [
            each
            for each in visit.injection_hours
            if each.end_min > visit.window_start_min
            and each.start_min < min(visit.window_end_min, horizon)
        ]
        chosen = self._random.choice(hours) if hours else None
        middle = (chosen.start_min + chosen.end_min) // 2 if chosen else 0
        required = [
            each
            for each in self._index.precedence.requirements(visit_id)
            if each in placements and each in self._free
        ]
        near = sorted(
            (abs(placements[each].injection_min - middle), each)
            for each in self._free
            if each in placements and self._index.visits[each].site_id == visit.site_id
        )
        beside = [each for _, each in near if each not in required]
        return [visit_id, *required, *beside][: self._most]

    def _state(self, placements: Mapping[str, Placement]) -> State:
        state = State(self._index)
        for visit_id in sorted(placements):
            state.insert(placements[visit_id])
        return state
