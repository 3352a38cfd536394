"""Where the exact model helps with a whole problem: proofs, and small ones solved."""

from collections.abc import Mapping

from solver.constraints.base import LevelKey
from solver.errors import ModelTooLarge
from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.model.proof import is_proved_unservable
from solver.search.budget import WORK_S, Budget
from solver.state.placement import Placement
from solver.state.state import State

PROOF_S = 5.0
"""Longest proof that one visit is impossible: it takes a fraction of a second."""

BUILDING_S = 1.0
"""What building one piece counts for, in deterministic mode."""


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

    ``base`` holds the commitments and nothing else. All that the visit waits for or
    needs is free to be seated with it. A commitment whose batch is not committed is
    set aside: its minute stands, but not when its batch is made, and that may be what
    is in the way.
    """
    fixed = settled(base)
    required = base.index.precedence.requirements(visit_id)
    chain = (visit_id, *(each for each in required if each not in fixed))
    piece = Piece(base.index, chain, fixed)
    # Half of what is left is for the confirmation.
    config = exact_config(budget, min(PROOF_S, budget.left_s() / 2))
    try:
        return is_proved_unservable(
            piece, visit_id, config, lambda: budget.is_stopped, budget.charge_work
        )
    except ModelTooLarge:
        return False


def solve_whole(
    base: State, incumbent: Mapping[str, Placement], budget: Budget
) -> tuple[dict[str, Placement], dict[LevelKey, int]]:
    """
    The exact model over everything: best placements, and a bound per level.

    It leaves every commitment at the source it has in the plan at hand. Where that is
    not committed itself, another could be better, and what is proved is no bound: none
    is returned.
    """
    kept = {each: incumbent.get(each, seat) for each, seat in base.placements.items()}
    piece = Piece.whole(base.index, kept)
    config = exact_config(budget, budget.left_s(0.9))
    try:
        outcome = improve(piece, incumbent, config, lambda: budget.is_stopped)
    except ModelTooLarge:
        return dict(incumbent), {}
    budget.charge_work(outcome.deterministic_s)
    budget.charge_s(BUILDING_S)
    if len(settled(base)) < len(base.placements):
        return outcome.placements, {}
    bounds = {(each.name, each.priority): each.bound for each in outcome.levels}
    return outcome.placements, bounds
