from random import Random

import pytest

from solver.checks import check
from solver.model.defect import refused_by
from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.model.proof import is_proved_unservable
from solver.search.booking import seated
from solver.search.insertion import best_seat
from solver.search.ruin_recreate import RuinRecreate
from solver.state.index import Index
from solver.state.record import to_plan
from solver.state.state import State
from tests.properties.counts import share
from tests.solver.random_ward import a_random_ward

EXACT = ExactConfig(deterministic_limit=5.0)


def compare(seed: int) -> tuple[int, int]:
    """
    Seat visits one after the other, each time asking the exact model and the checker.

    Returns how many seats the model accepted, and how many refusals it proved.
    """
    rng = Random(seed)
    problem = a_random_ward(rng, count=4)
    index = Index(problem)
    state = State(index)
    accepted = refused = 0
    for visit_id in rng.sample(list(index.visits), len(index.visits)):
        visit = index.visits[visit_id]
        seat = best_seat(state, visit, rng)
        piece = Piece(index, (visit_id,), dict(state.placements))
        if seat is None:
            refused += is_proved_unservable(piece, visit_id, EXACT)
            continue
        placement = seated(state, visit, seat, rng)
        assert refused_by(piece, {visit_id: placement}) == ()
        state.insert(placement)
        assert check(problem, to_plan(index, state.placements)) == []
        accepted += 1
    _search_further(state, seed)
    return accepted, refused


def _search_further(state: State, seed: int) -> None:
    """Ruin and recreate, then the exact model from there: both stay sound."""
    problem, index = state.index.problem, state.index
    search = RuinRecreate(state, seed)
    for _ in range(10):
        search.step(0.5)
    found = search.best_placements
    assert check(problem, to_plan(index, found)) == []
    outcome = improve(Piece.whole(index, {}), found, EXACT)
    assert check(problem, to_plan(index, outcome.placements)) == []
    assert len(outcome.placements) >= len(found)


def compare_all(seeds: range) -> None:
    """Random wards; both answers have to occur."""
    accepted = refused = 0
    for seed in seeds:
        yes, no = compare(seed)
        accepted += yes
        refused += no
    assert accepted > 0
    assert refused > 0


def test_wards_are_planned_as_model_and_checker_say() -> None:
    """
    Stays, later scans and series: each seat holds in every rule of model and checker.
    """
    compare_all(range(8))


@pytest.mark.verify
@pytest.mark.parametrize("block", range(8))
def test_wards_are_planned_as_model_and_checker_say_many_times(block: int) -> None:
    """
    As above, for many more wards.
    """
    size = max(8, share(40))
    compare_all(range(100 + block * size, 100 + (block + 1) * size))
