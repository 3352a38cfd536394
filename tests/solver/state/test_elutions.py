import pytest

from solver.state.elutions import (
    Elution,
    elutions,
    is_eluted_soundly,
    usable_kbq,
)
from solver.state.record import plan_of
from tests.solver.eluted import (
    a_dose,
    a_generator,
    eluted,
    seat,
    state_of,
)

TWO = [a_dose("A", 420), a_dose("B", 600)]
IDLE = a_generator(discard_after_min=120, regrowth_min=90)


def test_elutions_follow_from_loads() -> None:
    """The second finds what has grown in since the first, the first since the last."""
    problem = eluted(TWO, (300, 400), (500, 500), generator=a_generator())
    state = state_of(
        problem, seat(problem, "A", "R1", 360), seat(problem, "B", "R2", 500)
    )

    found = elutions(state, problem.generators[0])

    assert found == (
        Elution(300, "R1", 180, None, is_committed=False),
        Elution(440, "R2", 300, None, is_committed=False),
    )
    # 2 x 4 GBq x 2^0 x (1 - 2^-1), halved by an hour of synthesis.
    assert usable_kbq(state, state.index.supplies["R1"], 360) == 2_000_000


def test_changes_of_a_run_are_changes_of_its_elution() -> None:
    """A shift moves it, a removal takes it away, and undo brings all of it back."""
    problem = eluted(TWO, (300, 400), (500, 500))
    state = state_of(problem, seat(problem, "A", "R1", 360))
    mark, generator = state.mark(), problem.generators[0]

    state.shift("R1", 380)
    assert [each.minute for each in elutions(state, generator)] == [320]
    state.remove("A")
    assert elutions(state, generator) == ()
    state.undo(mark)
    assert [each.minute for each in elutions(state, generator)] == [300]


@pytest.mark.parametrize(
    ("eos_min", "discard_min"), [(480, None), (481, 331), (500, 350)]
)
def test_an_idle_generator_is_eluted_for_the_waste(
    eos_min: int, discard_min: int | None
) -> None:
    """Idle for 120 minutes from 300 on; then once more, 90 minutes before."""
    problem = eluted(TWO, (300, 400), (480, 500), generator=IDLE)
    seats = seat(problem, "A", "R1", 360), seat(problem, "B", "R2", eos_min)
    plan = plan_of(state_of(problem, *seats))

    assert [each.discard_min for each in plan.batches] == [None, discard_min]


def test_a_run_taken_out_may_leave_too_much_idle_time() -> None:
    """
    R2 is eluted 120 minutes after R1; without it, for the waste 90 minutes before.
    """
    # u = 440, D = 90: 2 x 4 GBq x 2^(-140/120) x (1 - 2^(-90/120)), and half of it by
    # EOS: 4 GBq x 0.44545 x 0.40540 = 722 MBq. With D = 120: 890 MBq.
    # B at 600 needs 2^(100/60) = 3.1748 times its target at EOS 500.
    generator = a_generator(
        discard_after_min=120, regrowth_min=90, last_elution_min=170
    )
    for target, is_sound in ((227_000, True), (228_000, False)):
        visits = [a_dose("A", 420), a_dose("B", 600, target)]
        problem = eluted(visits, (300, 400), (500, 500), generator=generator)
        seats = seat(problem, "A", "R1", 380), seat(problem, "B", "R2", 500)
        state = state_of(problem, *seats)
        assert is_eluted_soundly(state, generator)

        state.remove("A")

        assert is_eluted_soundly(state, generator) is is_sound
