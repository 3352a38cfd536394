from random import Random

import pytest

from scheduler.scenarios.generator import GeneratorConfig
from solver.checks import check
from solver.model.defect import refused_by
from solver.model.exact import ExactConfig
from solver.model.piece import Piece
from solver.model.proof import is_proved_unservable
from solver.problem.problem import Problem
from solver.search.booking import seated
from solver.search.insertion import best_seat
from solver.state.index import Index
from solver.state.record import to_plan
from solver.state.state import State
from tests.properties.counts import share
from tests.properties.tiny import tiny_problem
from tests.strategies import generated

EXACT = ExactConfig(deterministic_limit=5.0)


def compare(problem: Problem, seed: int) -> tuple[int, int]:
    """
    Seat visits one after the other, each time asking the exact model as well.

    Returns how many seats the model accepted, and how many refusals it proved.
    """
    index = Index(problem)
    state = State(index)
    order = list(index.visits)
    Random(seed).shuffle(order)
    accepted = refused = 0
    for visit_id in order:
        seat = best_seat(state, index.visits[visit_id])
        piece = Piece(index, (visit_id,), dict(state.placements))
        if seat is None:
            refused += is_proved_unservable(piece, visit_id, EXACT)
            continue
        placement = seated(state, index.visits[visit_id], seat)
        assert refused_by(piece, {visit_id: placement}) == ()
        assert not is_proved_unservable(piece, visit_id, EXACT)
        state.insert(placement)
        assert check(problem, to_plan(index, state.placements)) == []
        accepted += 1
    return accepted, refused


def compare_all(seeds: range) -> None:
    """Tiny and generated problems; both answers have to occur."""
    accepted = refused = 0
    for seed in seeds:
        problem = tiny_problem(seed, visits=5)
        if seed % 4 == 3:
            config = GeneratorConfig(units=1, sites=1, days=2, visits=5, seed=seed)
            problem = generated(config, plant=True, losses=3) or problem
        yes, no = compare(problem, seed)
        accepted += yes
        refused += no
    assert accepted > 0
    assert refused > 0


def test_model_accepts_every_seat_and_proves_no_seat_away() -> None:
    """
    What insertion finds holds in every rule of the model and of the checker.

    And where the model proves that a visit cannot be served beside the others, there
    is no seat.
    """
    compare_all(range(8))


@pytest.mark.verify
@pytest.mark.parametrize("block", range(10))
def test_model_accepts_every_seat_many_times(block: int) -> None:
    """
    As above, for many more problems.
    """
    size = max(8, share(40))
    compare_all(range(100 + block * size, 100 + (block + 1) * size))
