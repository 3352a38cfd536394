"""Pieces hold what is coupled, and never more than may be decided at once."""

import pytest

from solver.config import SolverConfig
from solver.search.budget import Budget
from solver.search.neighborhoods import MOST_WHOLE, PIECE_VISITS, Neighborhoods
from solver.search.stages import Search
from tests.benchmarks.instances import Instance

INSTANCE = Instance(2, 3, 5, 120, seed=1)


@pytest.fixture(scope="module")
def search() -> Search:
    """A first plan of a network of three sites over five days."""
    found = Search(INSTANCE.problem(), Budget(SolverConfig(time_limit_s=5.0)))
    found.seat_commitments()
    found.construct()
    return found


def test_pieces_hold_seated_visits_and_each_once(search: Search) -> None:
    """
    Without anybody waiting: what is free is seated, and nobody is named twice.
    """
    placements = search.keeper.placements
    seated = tuple(placements)
    neighborhoods = Neighborhoods(search.index, seated, seed=3)
    assert len(seated) > MOST_WHOLE

    for _ in range(60):
        free = neighborhoods.choose(placements, frozenset())

        assert free
        assert len(set(free)) == len(free)
        assert set(free) <= set(seated)
        assert len(free) <= PIECE_VISITS


def test_one_left_out_is_asked_for_with_those_beside(search: Search) -> None:
    """
    Whoever waits is in most pieces, together with visits of the same site.
    """
    placements = search.keeper.placements
    left = next(iter(set(search.free) - placements.keys()))
    neighborhoods = Neighborhoods(search.index, (*placements, left), seed=3)

    pieces = [neighborhoods.choose(placements, frozenset()) for _ in range(40)]

    around = [each for each in pieces if left in each]
    assert len(around) >= 20
    visits = search.index.visits
    site_id = visits[left].site_id
    assert all(visits[each].site_id == site_id for found in around for each in found)


def test_a_piece_that_is_too_large_is_halved(search: Search) -> None:
    """
    After one that could not be stated, no piece of a large plan is as large.
    """
    placements = search.keeper.placements
    neighborhoods = Neighborhoods(search.index, search.free, seed=3)
    neighborhoods.halve()
    neighborhoods.halve()

    impossible = frozenset(set(search.free) - placements.keys())
    sizes = [len(neighborhoods.choose(placements, impossible)) for _ in range(40)]

    assert len(placements) > MOST_WHOLE
    assert max(sizes) <= PIECE_VISITS // 4
    assert min(sizes) >= 1
