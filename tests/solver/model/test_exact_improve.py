"""Exact search: best plans from nothing, verified, and never worse than in hand."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from solver.checks import check, level_values
from solver.model.defect import ModelDefect, refused_by
from solver.model.exact import ExactConfig, ExactOutcome, improve
from solver.model.piece import Piece
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    MeasuredVial,
    VisitCommitment,
)
from solver.problem.demand import Alternative, Follows, PriorityClass
from solver.problem.problem import Problem
from solver.problem.production import Container, Presentation, ShelfLife
from solver.state.index import Index
from solver.state.record import to_plan
from solver.state.state import State
from tests.solver.builders import (
    a_lane,
    a_line,
    a_problem,
    a_process,
    a_product,
    a_run,
    a_site,
    a_therapy,
    a_timetabled_lane,
    a_vial_product,
    a_visit,
    an_order,
    places,
    scanners,
    spans,
)

CONFIG = ExactConfig(deterministic_limit=20.0)


def _solved(problem: Problem, **kept: Any) -> tuple[ExactOutcome, Plan]:
    """The best plan from nothing but what is kept, with its proof."""
    index = Index(problem)
    outcome = improve(Piece.whole(index, kept), {}, CONFIG)
    return outcome, to_plan(index, outcome.placements)


def _value(outcome: ExactOutcome, name: LevelName) -> int:
    return sum(level.value for level in outcome.levels if level.name is name)


def _variety() -> dict[str, Problem]:
    """Small problems, each with something of its own."""
    several = [a_visit(f"V{i}", window_end_min=1100) for i in range(1, 5)]
    packing = a_process(
        capacity_kbq=1_500_000,
        sample_kbq=50_000,
        dispensing_fixed_min=10,
        dispensing_per_portion_min=4,
        packing_min=5,
    )
    whole = a_product(
        presentation=Presentation.WHOLE_VIALS,
        container=Container(
            concentration_kbq_per_ml=1_000_000, dead_volume_ul=20, content_kbq=220_000
        ),
    )
    vial = a_vial_product(
        max_activity_kbq=900_000, dead_volume_ul=50, max_vials_per_shipment=3
    )
    lasting = a_product(shelf_life=ShelfLife(from_receipt_min=90, from_eos_min=400))
    chain = [
        a_visit("V1", participant_id="P"),
        a_visit(
            "V2",
            participant_id="P",
            window_end_min=1300,
            follows=Follows(visit_id="V1", min_days=1, max_days=2),
        ),
    ]
    choice = a_visit(
        alternatives=(
            Alternative(target_kbq=200_000, scan_min=20),
            Alternative(target_kbq=150_000, scan_min=35),
        )
    )
    runs = (
        a_run("R1"),
        a_run("R2"),
        a_run("R3", earliest_eos_min=600, latest_eos_min=700),
    )
    return {
        "smallest": a_problem(),
        "unit doses of like runs": a_problem(
            several[:3], processes=(packing,), runs=runs, scanners=scanners("a", "b")
        ),
        "vials": a_problem(
            several[:3], products=(vial,), runs=runs, places=places("c1", "c2")
        ),
        "whole vials": a_problem(
            several, products=(whole,), runs=(), orders=(an_order(),)
        ),
        "receipt and hours": a_problem(
            several[:2],
            products=(lasting,),
            lanes=(a_lane(hours=spans((400, 440), (500, 600))),),
        ),
        "timetable": a_problem(
            several, runs=runs, **a_timetabled_lane(400, 440, 460, 700)
        ),
        "two days": a_problem(
            chain, runs=runs, sites=(a_site(midnights_min=(0, 720, 1440)),)
        ),
        "alternatives": a_problem([choice], procedures=(a_therapy(id="scan"),)),
        "one run a day": a_problem(
            several,
            processes=(packing,),
            runs=runs,
            lines=(a_line(max_runs_per_day=1, cleaning_min=30),),
        ),
    }


@cache
def _solved_variety(name: str) -> tuple[ExactOutcome, Plan]:
    return _solved(_variety()[name])


@pytest.mark.parametrize("name", _variety())
def test_best_plans_pass_the_independent_checker(name: str) -> None:
    """
    Whatever the exact model finds, the checker accepts, with the same level values.
    """
    problem = _variety()[name]

    outcome, plan = _solved_variety(name)

    assert outcome.is_proved
    assert plan.administrations
    assert check(problem, plan) == []
    values = {(level.name, level.priority): level.value for level in outcome.levels}
    assert values == level_values(problem, plan)


@pytest.mark.parametrize("name", _variety())
def test_a_plan_in_hand_is_a_complete_and_feasible_hint(name: str) -> None:
    """
    Every variable has a value in a given plan, and no rule refuses it.
    """
    problem = _variety()[name]
    outcome, _ = _solved_variety(name)
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
    outcome, plan = _solved(a_problem())

    assert _value(outcome, LevelName.ACTIVITY_KBQ) == 301_240
    assert _value(outcome, LevelName.COST_NOK) == 1100
    batch, dose = plan.batches[0], plan.administrations[0]
    assert dose.injection_min - batch.reference_min == 65


def test_classes_come_first_things_first() -> None:
    """
    With one portion to give, a last chance is served and another visit is not.
    """
    visits = [a_visit("V1"), a_visit("V2", priority=PriorityClass.LAST_CHANCE)]
    problem = a_problem(visits, runs=(), orders=(an_order(max_portions=1),))

    outcome, plan = _solved(problem)

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
    alone, _ = _solved(a_problem([a_visit("V1")]))
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
    outcome, _ = _solved(a_problem([visit]))
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
    problem = _variety()["two days"]

    first, second = _solved(problem)[0], _solved(problem)[0]

    assert first.placements == second.placements
    assert first.levels == second.levels


def test_impossible_is_proved_only_of_the_impossible() -> None:
    """
    A visit no dose can reach in time, beside one that is served.
    """
    visits = [a_visit("V1"), a_visit("V2", window_end_min=434)]
    piece = Piece.whole(Index(a_problem(visits)), {})

    # The earliest EOS is 300, usable 65 later: minute 434 needs no luck, 364 does.
    assert not piece.is_proved_unservable("V2", CONFIG)
    hopeless = a_visit("V2", window_start_min=360, window_end_min=365)
    piece = Piece.whole(Index(a_problem([visits[0], hopeless])), {})
    assert piece.is_proved_unservable("V2", CONFIG)


def _committed(
    problem: Problem, plan: Plan, *measured: MeasuredVial, **changes: Any
) -> Problem:
    """The problem again with its batch a fact, and what was measured since."""
    held = Commitments(
        previous=plan,
        batches=tuple(
            BatchCommitment(batch_id=each.id, firmness=Firmness.FACT)
            for each in plan.batches
        ),
        visits=tuple(
            VisitCommitment(
                visit_id=each.visit_id, firmness=Firmness.CONFIRMED, lapses_min=None
            )
            for each in plan.administrations
        ),
        measured_vials=measured,
    )
    return Problem(**(dict(problem) | {"commitments": held} | changes))


@pytest.mark.parametrize(("short_kbq", "served"), [(0, 1), (1, 0)])
def test_a_measured_vial_gives_what_is_in_it(short_kbq: int, served: int) -> None:
    """
    Nothing is added to a vial that exists: one kilobecquerel less, and no dose.
    """
    # The injection may not move, so that the need is the 301,240 kBq of 65 minutes.
    problem = a_problem(
        [a_visit(window_end_min=401)],
        products=(a_vial_product(),),
        runs=(a_run(earliest_eos_min=335, latest_eos_min=335),),
    )
    _, plan = _solved(problem)
    vial = plan.vials[0]
    assert vial.activity_kbq == 301_240
    measured = MeasuredVial(vial_id=vial.id, activity_kbq=301_240 - short_kbq)
    later = _committed(problem, plan, measured)

    outcome, now = _solved(later)

    assert len(now.administrations) == served
    assert check(later, now) == []
    assert _value(outcome, LevelName.COST_NOK) == 0
    assert _value(outcome, LevelName.KEPT) == served
    assert _value(outcome, LevelName.TOUCHED) == 1 - served


def test_a_dispensed_dose_may_move_within_its_tolerance() -> None:
    """
    What was drawn for one minute is injected later, as long as 90 % is left.
    """
    # 2^(-16/110) = 0.904 and 2^(-17/110) = 0.898: sixteen minutes late is the limit.
    problem = a_problem([a_visit(window_end_min=416)], procedures=(a_therapy(),))
    _, plan = _solved(problem)
    at = plan.administrations[0].injection_min
    for late, served in ((16, 1), (17, 0)):
        moved = a_visit(window_start_min=at + late, window_end_min=at + late + 1)
        later = _committed(problem, plan, visits=(moved,), runs=(a_run(cutoff_min=-1),))

        outcome, now = _solved(later)

        assert len(now.administrations) == served
        assert check(later, now) == []
        assert _value(outcome, LevelName.MOVED_MIN) == late * served


def test_a_visit_that_cannot_be_kept_moves_as_little_as_it_can() -> None:
    """
    The scanner is away for an hour: ten minutes later is the least.
    """
    problem = a_problem(procedures=(a_therapy(),))
    _, plan = _solved(problem)
    at = plan.administrations[0].injection_min
    away = places("chair", available=spans((0, at - 60), (at + 10, 1440)))
    held = VisitCommitment(visit_id="V1", firmness=Firmness.CONFIRMED)
    later = Problem(
        **(
            dict(problem)
            | {
                "places": away,
                "commitments": Commitments(previous=plan, visits=(held,)),
            }
        )
    )

    outcome, now = _solved(later)

    assert check(later, now) == []
    assert _value(outcome, LevelName.KEPT) == 0
    assert _value(outcome, LevelName.TOUCHED) == 1
    assert _value(outcome, LevelName.MOVED_MIN) == 10


def test_two_vials_by_other_numbers_are_the_same_plan() -> None:
    """
    A plan that fills vial 2 and not vial 1 is taken over under the model's names.
    """
    problem = _variety()["vials"]
    outcome, plan = _solved_variety("vials")
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
