"""Generators and equipment through a whole solve, and under commitments."""

import pytest

from solver.checks import check
from solver.config import SolverConfig
from solver.model import eluate_rows
from solver.model.exact import ExactConfig, improve
from solver.model.piece import Piece
from solver.plan.plan import Plan
from solver.plan.result import LevelName, Result, SolveStatus
from solver.problem.commitments import (
    BatchCommitment,
    Commitments,
    Firmness,
    VisitCommitment,
)
from solver.problem.equipment import EquipmentUse
from solver.problem.problem import Problem
from solver.search.ruin_recreate import RuinRecreate
from solver.solve import solve
from solver.state.index import Index
from solver.state.record import plan_of, to_plan
from tests.solver.builders import a_run
from tests.solver.eluted import (
    a_dose,
    a_generator,
    a_piece,
    eluted,
    made,
    refusing,
    seat,
    state_of,
)
from tests.solver.model.forcing import is_possible

CONFIG = SolverConfig(is_deterministic=True, time_limit_s=5.0)
IDLE = a_generator(discard_after_min=100, regrowth_min=90)


def value(result: Result, name: LevelName) -> int:
    """Value of a level over all classes."""
    return sum(level.value for level in result.levels if level.name is name)


def committed(
    problem: Problem,
    plan: Plan,
    batches: str = "",
    visits: dict[str, Firmness] | None = None,
) -> Problem:
    """The problem with a plan before it, of which some is committed."""
    held = Commitments(
        previous=plan,
        batches=tuple(
            BatchCommitment(batch_id=id_, firmness=Firmness.FROZEN)
            for id_ in batches.split()
        ),
        visits=tuple(
            VisitCommitment(visit_id=id_, firmness=firmness)
            for id_, firmness in (visits or {}).items()
        ),
    )
    return problem.model_copy(update={"commitments": held})


def planned(problem: Problem, *seats: tuple[str, str, int]) -> Plan:
    """The plan with these doses: visit, run, EOS."""
    placements = {
        visit_id: seat(problem, visit_id, supply_id, eos_min)
        for visit_id, supply_id, eos_min in seats
    }
    return to_plan(Index(problem), placements)


@pytest.mark.parametrize("most_pairs", [2500, 0])
def test_two_runs_share_a_generator(
    most_pairs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    R1 has to be early and R2 late, and both are: each eluate is almost used up.

    It is proved with a row for each pair of minutes, and verified with tangents too.
    """
    monkeypatch.setattr(eluate_rows, "_MOST_PAIRS", most_pairs)
    visits = [a_dose("A", 420, 560_000), a_dose("B", 540, 380_000)]
    problem = eluted(visits, (340, 370), (440, 490))

    result = solve(problem, CONFIG)

    assert result.plan is not None
    assert check(problem, result.plan) == []
    assert value(result, LevelName.SERVED) == 2
    if most_pairs:
        assert result.status is SolveStatus.OPTIMAL


def test_what_is_held_and_wasted_is_in_the_plan() -> None:
    """One dose of one run: eluted for the waste 90 minutes before, two people there."""
    uses = (
        EquipmentUse(kind="test", from_min=0, until_min=20),
        EquipmentUse(kind="release", from_min=20, until_min=25),
    )
    generator = IDLE.model_copy(update={"last_elution_min": 100})
    problem = eluted([a_dose("A", 420)], (360, 360), generator=generator)
    (process,) = problem.processes
    problem = problem.model_copy(
        update={
            "processes": (process.model_copy(update={"uses": uses}),),
            "equipment": (a_piece("gamma", "test"), a_piece("chemist", "release")),
        }
    )

    result = solve(problem, CONFIG)

    assert result.status is SolveStatus.OPTIMAL
    assert result.plan is not None
    (batch,) = result.plan.batches
    assert batch.discard_min == 300 - 90
    held = [
        (each.equipment_id, each.start_min, each.end_min) for each in batch.equipment
    ]
    assert held == [("gamma", 360, 380), ("chemist", 380, 385)]


@pytest.mark.parametrize(("eos", "is_open"), [(360, True), (361, False)])
def test_a_committed_batch_keeps_its_eluate(eos: int, is_open: bool) -> None:
    """
    R2 at 480 was planned with two hours of in-growth; R1 may not take a minute of it.
    """
    # 2 x 4 GBq x 2^-1 x (1 - 2^-1) / 2 = 1 GBq; B takes 353,553 x 2^(90/60) of them.
    visits = [a_dose("A", 420), a_dose("B", 570, 353_553)]
    problem = eluted(visits, (eos, eos), (480, 480))
    problem = committed(problem, planned(problem, ("B", "R2", 480)), "R2")

    assert (refusing(state_of(problem), "A", "R1", eos) == []) is is_open
    assert is_possible(problem) is is_open


@pytest.mark.parametrize(("eos", "is_open"), [(330, True), (331, False), (390, False)])
def test_nothing_comes_between_a_committed_run_and_its_waste(
    eos: int, is_open: bool
) -> None:
    """
    R2 at 480 is eluted for the waste at 330, so that others keep an hour from that.
    """
    problem = eluted(
        [a_dose("A", 440), a_dose("B", 570)], (eos, eos), (480, 480), generator=IDLE
    )
    plan = planned(problem, ("B", "R2", 480))
    assert [each.discard_min for each in plan.batches] == [330]
    problem = committed(problem, plan, "R2")

    assert (refusing(state_of(problem), "A", "R1", eos) == []) is is_open
    assert is_possible(problem) is is_open


def test_commitments_are_kept_together_that_need_each_other() -> None:
    """
    B is firmer than A, but its eluate is enough only after A's: no 90-minute waste.
    """
    # D = 100 at u = 380: 4 GBq x 2^(-80/120) x (1 - 2^(-100/120)) = 1.106 GBq; with 90
    # minutes 1.022 GBq. B at 500 takes 2^(60/60) times 530 MBq: 1.06 GBq.
    visits = [a_dose("A", 380), a_dose("B", 500, 530_000)]
    problem = eluted(visits, (340, 340), (440, 440), generator=IDLE)
    plan = planned(problem, ("A", "R1", 340), ("B", "R2", 440))
    firm = {"A": Firmness.CONFIRMED, "B": Firmness.FROZEN}

    result = solve(committed(problem, plan, visits=firm), CONFIG)

    assert result.broken == ()
    assert result.plan == plan


def test_no_run_is_taken_out_whose_successor_needs_it() -> None:
    """Ruin and recreate leaves A in place, or else B has too little: all verified."""
    visits = [a_dose("A", 380), a_dose("B", 500, 530_000), a_dose("C", 380)]
    problem = eluted(visits, (340, 340), (440, 440), generator=IDLE)
    state = state_of(
        problem, seat(problem, "A", "R1", 340), seat(problem, "B", "R2", 440)
    )
    state.forget()
    search = RuinRecreate(state, seed=0)

    for _ in range(40):
        search.step(temperature=1.0)
        assert check(problem, plan_of(search.state)) == []


def test_a_run_slides_no_later_than_its_equipment_and_generator() -> None:
    """R1 could end at 385 for A; who releases it leaves at 375, 10 minutes after."""
    use = EquipmentUse(kind="release", from_min=0, until_min=10)
    problem = made(
        [a_dose("A", 420)],
        {"uses": (use,)},
        runs=(a_run("R1"),),
        equipment=(a_piece("chemist", "release", (300, 375)),),
    )
    state = state_of(problem, seat(problem, "A", "R1", 320, "chemist"))

    search = RuinRecreate(state, seed=0)

    (batch,) = plan_of(search.state).batches
    assert batch.reference_min == 365


def test_bounds_of_the_model_hold_where_eluates_are_bounded_from_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With tangents no proof says less than with all pairs of minutes."""
    visits = [a_dose("A", 420, 560_000), a_dose("B", 540, 390_000)]
    problem = eluted(visits, (340, 370), (440, 490))
    piece = Piece.whole(Index(problem), {})
    config = ExactConfig(deterministic_limit=5.0)
    exact = improve(piece, {}, config)
    monkeypatch.setattr(eluate_rows, "_MOST_PAIRS", 0)
    about = improve(piece, {}, config)

    assert exact.is_proved
    for one, other in zip(exact.levels, about.levels, strict=True):
        sign = 1 if one.name.is_maximized else -1
        assert sign * (other.bound - one.value) >= 0
    assert check(problem, to_plan(piece.index, about.placements)) == []
