"""Insertion tries uptake times on a grid; bounds allow for all between."""

from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.plan.result import LevelName
from solver.search.bounds import Assignment
from solver.search.budget import Budget
from solver.search.reach import minutes_of
from solver.search.score import level_values
from solver.state.bitset import up_to_earlier
from solver.state.index import Index
from solver.state.state import State
from tests.properties.solving import REPEATABLE
from tests.solver.builders import a_problem, a_visit, scanners, spans


def test_uptake_between_two_grid_points_is_within_the_bounds() -> None:
    """
    Injection at 437 only, and a scanner from 495 to 525 only: set-up 5, scan 20 and
    cleaning 5 fill it, so the scan starts at 500, after 63 minutes of uptake.
    """
    visit = a_visit(injection_hours=spans((437, 438)))
    problem = a_problem((visit,), scanners=scanners("PET", available=spans((495, 525))))
    index = Index(problem)
    best = improve(Piece.whole(index, {}), {}, ExactConfig(deterministic_limit=5.0))
    (seat,) = best.placements.values()
    assert (seat.injection_min, seat.scan_start_min) == (437, 500)
    state = State(index)
    state.insert(seat)
    values = level_values(state)

    bounds = Assignment(State(index), frozenset()).bounds(values, Budget(REPEATABLE))

    frame, minutes = minutes_of(State(index), visit)
    assert minutes == frame.span(437, 438)
    for key, bound in bounds.items():
        sign = 1 if key[0].is_maximized else -1
        assert sign * (bound - values[key]) >= 0, key
    assert any(name is LevelName.SERVED for name, _ in bounds)


def test_minutes_reach_back_as_far_as_they_are_told() -> None:
    """
    From minute 9, three minutes back: 6 to 9; from 1, no further than 0.
    """
    assert up_to_earlier(0b10_0000_0000, 3) == 0b11_1100_0000
    assert up_to_earlier(0b10, 5) == 0b11
    assert up_to_earlier(0b10, 0) == 0b10
