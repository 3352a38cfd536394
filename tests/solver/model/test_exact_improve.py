"""Exact search: best plans from nothing, verified, and never worse than in hand."""

from dataclasses import replace

import pytest

from solver.checks import check, level_values
from solver.model.defect import ModelDefect, refused_by
from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.model.proof import is_proved_unservable
from solver.plan.result import LevelName
from solver.problem.demand import PriorityClass
from solver.state.index import Index
from solver.state.record import to_plan
from solver.state.state import State
from tests.solver.builders import (
    a_problem,
    a_visit,
    an_order,
    spans,
)
from tests.solver.model.solved import CONFIG, solved, solved_variety, value_of, variety


@pytest.mark.parametrize("name", variety())
def test_best_plans_pass_the_independent_checker(name: str) -> None:
    """
    Whatever the exact model finds, the checker accepts, with the same level values.
    """
    problem = variety()[name]

    outcome, plan = solved_variety(name)

    assert outcome.is_proved
    assert plan.administrations
    assert check(problem, plan) == []
    values = {(level.name, level.priority): level.value for level in outcome.levels}
    assert values == level_values(problem, plan)


@pytest.mark.parametrize("name", variety())
def test_a_plan_in_hand_is_a_complete_and_feasible_hint(name: str) -> None:
    """
    Every variable has a value in a given plan, and no rule refuses it.
    """
    problem = variety()[name]
    outcome, _ = solved_variety(name)
    piece = Piece.whole(Index(problem), {})

    again = improve(piece, outcome.placements, ExactConfig(time_limit_s=0.0))

    assert refused_by(piece, outcome.placements) == ()
    assert again.placements == outcome.placements
    assert [level.value for level in again.levels] == [
        level.value for level in outcome.levels
    ]


def test_the_least_activity_is_found() -> None:
    """
    One dose, as young as it can be: ready 30, on its way 30, received 5 minutes.
    """
    # 200,000 kBq * 2^(65 / 110) = 301,239.1, rounded up.
    outcome, plan = solved(a_problem())

    assert value_of(outcome, LevelName.ACTIVITY_KBQ) == 301_240
    assert value_of(outcome, LevelName.COST_NOK) == 1100
    batch, dose = plan.batches[0], plan.administrations[0]
    assert dose.injection_min - batch.reference_min == 65


def test_classes_come_first_things_first() -> None:
    """
    With one portion to give, a last chance is served and another visit is not.
    """
    visits = [a_visit("V1"), a_visit("V2", priority=PriorityClass.LAST_CHANCE)]
    problem = a_problem(visits, runs=(), orders=(an_order(max_portions=1),))

    outcome, plan = solved(problem)

    assert [each.visit_id for each in plan.administrations] == ["V2"]
    served = [each for each in outcome.levels if each.name is LevelName.SERVED]
    assert [(each.value, each.bound) for each in served] == [(1, 1), (0, 0)]


def test_bounds_are_not_claimed_without_a_proof() -> None:
    """
    Without time, the bound of *served* is everybody.
    """
    outcome = improve(
        Piece.whole(Index(a_problem()), {}), {}, ExactConfig(time_limit_s=0.0)
    )

    served = next(each for each in outcome.levels if each.name is LevelName.SERVED)
    assert (served.value, served.bound) == (0, 1)
    assert not outcome.is_proved


def test_a_stop_is_heard() -> None:
    """
    Once told to stop, what is in hand comes back.
    """
    piece = Piece.whole(Index(a_problem()), {})

    assert improve(piece, {}, CONFIG, lambda: True).placements == {}


def test_what_is_fixed_stays_and_shares_its_batch() -> None:
    """
    A second visit draws from the run of the first, which keeps its EOS.
    """
    visits = [a_visit("V1"), a_visit("V2", window_end_min=1100)]
    problem = a_problem(visits)
    index = Index(problem)
    alone, _ = solved(a_problem([a_visit("V1")]))
    fixed = {"V1": alone.placements["V1"]}

    outcome = improve(Piece(index, ("V2",), fixed), {}, CONFIG)

    assert outcome.placements["V1"] == fixed["V1"]
    assert outcome.placements["V2"].channel.reference_min == (
        fixed["V1"].channel.reference_min
    )
    assert check(problem, to_plan(index, outcome.placements)) == []


def test_a_refused_plan_is_a_defect_that_names_the_rule() -> None:
    """
    A plan in hand that breaks a rule is never answered with *infeasible*.
    """
    visit = a_visit(window_end_min=402)
    outcome, _ = solved(a_problem([visit]))
    # The stay lasts until 480 at least: nobody who is away at 470 can be served.
    away = a_visit(window_end_min=402, unavailable=spans((470, 471)))
    piece = Piece.whole(Index(a_problem([away])), {})

    assert refused_by(piece, outcome.placements) == ("availability",)
    with pytest.raises(ModelDefect, match="availability"):
        improve(piece, outcome.placements, CONFIG)


def test_the_deterministic_limit_gives_the_same_again() -> None:
    """
    Same piece, same limit of work, same seed: the same placements.
    """
    problem = variety()["two days"]

    first, second = solved(problem)[0], solved(problem)[0]

    assert first.placements == second.placements
    assert first.levels == second.levels


def test_impossible_is_proved_only_of_the_impossible() -> None:
    """
    A visit no dose can reach in time, beside one that is served.
    """
    visits = [a_visit("V1"), a_visit("V2", window_end_min=434)]
    piece = Piece.whole(Index(a_problem(visits)), {})

    # The earliest EOS is 300, usable 65 later: minute 434 needs no luck, 364 does.
    assert not is_proved_unservable(piece, "V2", CONFIG)
    hopeless = a_visit("V2", window_start_min=360, window_end_min=365)
    piece = Piece.whole(Index(a_problem([visits[0], hopeless])), {})
    assert is_proved_unservable(piece, "V2", CONFIG)


def test_two_vials_by_other_numbers_are_the_same_plan() -> None:
    """
    A plan that fills vial 2 and not vial 1 is taken over under the model's names.
    """
    problem = variety()["vials"]
    outcome, plan = solved_variety("vials")
    other = {
        id_: replace(seat, channel=replace(seat.channel, vial=4 - seat.channel.vial))
        for id_, seat in outcome.placements.items()
    }
    piece = Piece.whole(Index(problem), {})

    again = improve(piece, other, ExactConfig(time_limit_s=0.0))

    assert refused_by(piece, other) == ()
    state = State(Index(problem))
    for seat in again.placements.values():
        state.insert(seat)
    assert {v for load in state.loads.values() for _, v in load.fills} <= {1, 2, 3}
    assert to_plan(Index(problem), again.placements).batches == plan.batches
