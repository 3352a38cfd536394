"""What insertion makes of beams, instruments, releasing people and generators."""

from collections.abc import Iterator

import pytest
from ortools.sat.python import cp_model

from solver.model.variables import PlanVars
from solver.problem.equipment import EquipmentUse, Irradiation
from solver.problem.problem import Problem
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
from tests.solver.model.forcing import Force, is_possible

AT_360 = (a_run("R1", earliest_eos_min=360, latest_eos_min=360),)
RELEASED = EquipmentUse(kind="release", from_min=10, until_min=30)


def drawn(**eos: int) -> Force:
    """A is served from R1 and B from R2, with these EOS minutes."""

    def force(x: PlanVars) -> Iterator[cp_model.BoundedLinearExpression | bool]:
        for visit_id, supply_id in zip("AB", eos, strict=False):
            if supply_id not in x.visit(visit_id).supply_ids:
                yield x.is_served(visit_id) == 2  # never
                continue
            yield x.visit(visit_id).draws_from(supply_id) == 1
            yield x.reference(supply_id) == eos[supply_id]

    return force


def refused_alone(problem: Problem, eos_min: int = 360) -> list[str]:
    """Rules that refuse A a dose of R1, once insertion and exact model agree."""
    found = refusing(state_of(problem), "A", "R1", eos_min)
    assert is_possible(problem, drawn(R1=eos_min)) is (found == [])
    return found


@pytest.mark.parametrize(
    ("saturation", "refused"), [(3_200_000, []), (3_199_999, ["batch_balance"])]
)
def test_a_run_has_what_its_beam_makes(saturation: int, refused: list[str]) -> None:
    """
    Rule 2: an hour of beam, an hour of synthesis and half the yield leave an eighth.
    """
    # 200 MBq at 420 are 400 MBq at EOS, an hour before: an eighth of 3.2 GBq.
    beam = Irradiation(minutes=60, saturation_kbq=saturation)
    process = {"irradiation": beam, "yield_permille": 500}

    assert refused_alone(made([a_dose("A", 420, 200_000)], process, runs=AT_360)) == (
        refused
    )


@pytest.mark.parametrize(
    ("capacity", "refused"), [(444_445, []), (444_444, ["batch_balance"])]
)
def test_the_reserve_is_left_unused(capacity: int, refused: list[str]) -> None:
    """
    Rule 2: nine tenths of 444,445 kBq are 400,000.5 kBq, and of one less 399,999.6.
    """
    process = {"capacity_kbq": capacity, "reserve_permille": 100}

    assert refused_alone(made([a_dose("A", 420, 200_000)], process, runs=AT_360)) == (
        refused
    )


@pytest.mark.parametrize(
    ("parent", "refused"), [(1_777_780, []), (1_777_779, ["batch_balance"])]
)
def test_a_run_has_what_its_eluate_gives(parent: int, refused: list[str]) -> None:
    """
    Rule 2: after 120 minutes as much as there is parent, then yield and reserve.
    """
    # Synthesis and yield leave a quarter: 444,445 kBq, of which 400,000 are planned.
    problem = eluted(
        [a_dose("A", 420, 200_000)],
        (360, 360),
        generator=a_generator(parent_kbq=parent),
        yield_permille=500,
        reserve_permille=100,
    )

    assert refused_alone(problem) == refused


@pytest.mark.parametrize(("as_of", "refused"), [(240, []), (241, ["production_chain"])])
def test_nothing_of_a_run_begins_before_now(as_of: int, refused: list[str]) -> None:
    """
    Rule 5: an hour of beam before an hour of synthesis begins 120 minutes before EOS.
    """
    beam = Irradiation(minutes=60, saturation_kbq=10**8)
    problem = made(
        [a_dose("A", 420)],
        {"irradiation": beam},
        runs=(AT_360[0].model_copy(update={"cutoff_min": 300}),),
        as_of_min=as_of,
    )

    assert refused_alone(problem) == refused


@pytest.mark.parametrize(("as_of", "refused"), [(280, []), (281, ["production_chain"])])
def test_nothing_is_held_before_now(as_of: int, refused: list[str]) -> None:
    """
    Rule 5: the beam that is held from 80 minutes before EOS on is part of the run.
    """
    use = EquipmentUse(kind="beam", from_min=-80, until_min=-60)
    problem = made(
        [a_dose("A", 420)],
        {"uses": (use,)},
        runs=(AT_360[0].model_copy(update={"cutoff_min": 300}),),
        equipment=(a_piece("beam", "beam"),),
        as_of_min=as_of,
    )

    assert refused_alone(problem) == refused


@pytest.mark.parametrize(
    ("hours", "refused"),
    [
        ((370, 390), []),
        ((371, 390), ["production_chain"]),
        ((370, 389), ["production_chain"]),
    ],
)
def test_equipment_is_there_all_the_while(
    hours: tuple[int, int], refused: list[str]
) -> None:
    """
    Rule 5: who releases is needed from 10 to 30 minutes after EOS at 360.
    """
    problem = made(
        [a_dose("A", 420)],
        {"uses": (RELEASED,)},
        runs=AT_360,
        equipment=(a_piece("chemist", "release", hours),),
    )

    assert refused_alone(problem) == refused


@pytest.mark.parametrize(
    ("second", "ids", "refused"),
    [
        (439, "x", ["production_chain"]),
        (440, "x", []),
        (439, "xy", []),
        (360 - 20, "x", []),
        (360 - 19, "x", ["production_chain"]),
    ],
)
def test_equipment_serves_one_run_at_a_time(
    second: int, ids: str, refused: list[str]
) -> None:
    """
    Rule 5: an instrument held for 80 minutes after EOS, or one that ends by then.
    """
    # R1 holds it from 360 to 440, and R2 from its EOS on, for 20 minutes; no synthesis
    # keeps the line.
    test = EquipmentUse(kind="test", from_min=0, until_min=80)
    problem = made(
        [a_dose("A", 420), a_dose("B", 500)],
        {"uses": (test,), "synthesis_min": 0},
        runs=(AT_360[0], a_run("R2", earliest_eos_min=330, latest_eos_min=460)),
        equipment=tuple(a_piece(id_, "test") for id_ in ids),
    )
    if second < 360:
        short = problem.processes[0].model_copy(
            update={
                "id": "short",
                "uses": (test.model_copy(update={"until_min": 20}),),
            }
        )
        runs = (AT_360[0], problem.runs[1].model_copy(update={"process_id": "short"}))
        problem = problem.model_copy(
            update={"processes": (*problem.processes, short), "runs": runs}
        )
    state = state_of(problem, seat(problem, "A", "R1", 360, "x"))

    assert refusing(state, "B", "R2", second) == refused
    assert is_possible(problem, drawn(R1=360, R2=second)) is (refused == [])


@pytest.mark.parametrize(
    ("generator", "refused"),
    [
        pytest.param({"last_elution_min": 240}, [], id="an hour after the last"),
        pytest.param({"last_elution_min": 241}, ["generators"], id="a minute less"),
        pytest.param({"expires_min": 300}, [], id="in its last minute"),
        pytest.param({"expires_min": 299}, ["generators"], id="expired"),
        pytest.param({"elutions_left": 1}, [], id="the last of all"),
        pytest.param({"elutions_left": 0}, ["generators"], id="none left"),
        pytest.param({"discard_after_min": 120}, [], id="not idle yet"),
        pytest.param({"discard_after_min": 119, "regrowth_min": 60}, [], id="idle"),
        pytest.param(
            {"discard_after_min": 119, "regrowth_min": 61},
            ["generators"],
            id="no time to elute for the waste",
        ),
        pytest.param(
            {"discard_after_min": 119, "regrowth_min": 60, "elutions_left": 2},
            [],
            id="two left, one for the waste",
        ),
        pytest.param(
            {"discard_after_min": 119, "regrowth_min": 60, "elutions_left": 1},
            ["generators"],
            id="one left, and one for the waste",
        ),
    ],
)
def test_a_generator_is_eluted_by_its_label(
    generator: dict[str, int], refused: list[str]
) -> None:
    """
    Rule 6: the elution at 300 comes an hour after others, in number and in time.
    """
    problem = eluted(
        [a_dose("A", 420)],
        (360, 360),
        generator=a_generator(**({"regrowth_min": 60} | generator)),
    )

    assert refused_alone(problem) == refused


@pytest.mark.parametrize(("as_of", "refused"), [(240, []), (241, ["generators"])])
def test_the_waste_is_not_eluted_before_now(as_of: int, refused: list[str]) -> None:
    """
    Rule 6: an elution for the waste at 240, an hour before 300, has to be ahead.
    """
    generator = a_generator(discard_after_min=119, regrowth_min=60)
    problem = eluted([a_dose("A", 420)], (360, 360), generator=generator)
    (run,) = problem.runs
    late = run.model_copy(update={"cutoff_min": 300})
    problem = problem.model_copy(update={"as_of_min": as_of, "runs": (late,)})

    assert refused_alone(problem) == refused


@pytest.mark.parametrize(
    ("target", "refused"), [(354_000, []), (355_000, ["generators"])]
)
def test_a_new_run_leaves_the_next_enough(target: int, refused: list[str]) -> None:
    """
    Rule 6: at 420 there is half the parent; R1 at 300 leaves 120 minutes to grow in.
    """
    # R2 has 4 GBq x 2^-1 x 2 x (1 - 2^-1) / 2 = 1 GBq at EOS 480; without R1, 75 % of
    # 2 GBq. B at 570 takes 2^(90/60) = 2.8284 times its target: 353,553 kBq go.
    target = {354_000: 353_553, 355_000: 353_554}[target]
    problem = eluted(
        [a_dose("A", 420), a_dose("B", 570, target)], (360, 360), (480, 480)
    )
    state = state_of(problem, seat(problem, "B", "R2", 480))

    assert refusing(state, "A", "R1", 360) == refused
    assert is_possible(problem, drawn(R1=360, R2=480)) is (refused == [])


def test_insertion_and_model_agree_on_pairs_of_elutions() -> None:
    """
    Rule 6: whichever comes first, two runs are eluted at the same pairs of minutes.
    """
    # Idle for 100 minutes, both may have to be eluted for the waste, R1 without the
    # time for it; R2 hardly has enough, and in some minutes not quite.
    generator = a_generator(discard_after_min=100, regrowth_min=70)
    problem = eluted(
        [a_dose("A", 340), a_dose("B", 420, 1_371_000)],
        (276, 284),
        (374, 384),
        generator=generator,
        synthesis_min=0,
    )
    seen = set()
    for one in range(276, 285, 2):
        for other in range(374, 385):
            first = state_of(problem, seat(problem, "A", "R1", one))
            second = state_of(problem, seat(problem, "B", "R2", other))
            is_open = is_possible(problem, drawn(R1=one, R2=other))
            seen.add(is_open)
            assert (refusing(second, "A", "R1", one) == []) is is_open
            if not refusing(state_of(problem), "A", "R1", one):
                assert (refusing(first, "B", "R2", other) == []) is is_open
    assert seen == {False, True}
