"""Where the exact model helps: proofs, small problems whole, pieces of large ones."""

from collections.abc import Mapping
from random import Random

from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.model.proof import is_proved_unservable
from solver.search.budget import WORK_S, Budget
from solver.search.score import LevelKey, score
from solver.state.index import Index
from solver.state.placement import Placement
from solver.state.state import State

PROOF_S = 5.0
"""Longest proof that one visit is impossible: it takes a fraction of a second."""

PIECE_S = 4.0
"""Longest exact search for one piece."""

PIECE_VISITS = 22
"""Free visits of one piece, at most: smaller pieces are proved fast and gain less."""

BUILDING_S = 1.0
"""What building one piece counts for, in deterministic mode."""

FRUITLESS = 30
"""Pieces in a row without improvement after which the exact search gives up."""


def exact_config(budget: Budget, seconds: float) -> ExactConfig:
    """Limit of one exact search: time, or deterministic time in that mode."""
    config = budget.config
    limit = max(min(seconds, budget.left_s()), 0.1)
    return ExactConfig(
        time_limit_s=None if config.is_deterministic else limit,
        deterministic_limit=limit / WORK_S if config.is_deterministic else None,
        num_workers=1 if config.is_deterministic else config.num_workers,
        seed=config.seed,
    )


def settled(base: State) -> dict[str, Placement]:
    """Commitments served from batches that are committed too: nothing of them moves."""
    return {
        visit_id: placement
        for visit_id, placement in base.placements.items()
        if placement.channel.supply_id in base.stocks
    }


def is_impossible(base: State, visit_id: str, budget: Budget) -> bool:
    """
    Whether a visit is proved to have no seat even in an otherwise empty plan.

    ``base`` holds the commitments and nothing else. What the visit follows is free
    to be seated with it. A commitment whose batch is not committed is set aside: its
    minute stands, but not when its batch is made, and that may be what is in the way.
    """
    fixed = settled(base)
    chain = [visit_id]
    follows = base.index.visits[visit_id].follows
    while follows is not None and follows.visit_id not in fixed:
        chain.append(follows.visit_id)
        follows = base.index.visits[follows.visit_id].follows
    piece = Piece(base.index, tuple(chain), fixed)
    # Half of what is left is for the confirmation.
    config = exact_config(budget, min(PROOF_S, budget.left_s() / 2))
    return is_proved_unservable(
        piece, visit_id, config, lambda: budget.is_stopped, budget.charge_work
    )


def solve_whole(
    base: State, incumbent: Mapping[str, Placement], budget: Budget
) -> tuple[dict[str, Placement], dict[LevelKey, int]]:
    """
    The exact model over everything: best placements, and a bound per level.

    It leaves every commitment at its source. Where a source is not committed itself,
    another could be better, and what is proved is no bound: none is returned.
    """
    piece = Piece.whole(base.index, dict(base.placements))
    config = exact_config(budget, budget.left_s(0.9))
    outcome = improve(piece, incumbent, config, lambda: budget.is_stopped)
    budget.charge_work(outcome.deterministic_s)
    budget.charge_s(BUILDING_S)
    if len(settled(base)) < len(base.placements):
        return outcome.placements, {}
    bounds = {(each.name, each.priority): each.bound for each in outcome.levels}
    return outcome.placements, bounds


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
            outcome = improve(piece, incumbent, config, lambda: self._budget.is_stopped)
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
        return (free + others)[:PIECE_VISITS]

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
        near = sorted(
            (abs(placements[each].injection_min - middle), each)
            for each in self._free
            if each in placements and self._index.visits[each].site_id == visit.site_id
        )
        return [visit_id, *(each for _, each in near[: PIECE_VISITS - 1])]

    def _state(self, placements: Mapping[str, Placement]) -> State:
        state = State(self._index)
        for visit_id in sorted(placements):
            state.insert(placements[visit_id])
        return state
