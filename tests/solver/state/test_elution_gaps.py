import pytest

from solver.state.elution_gaps import open_elutions
from tests.solver.eluted import a_dose, a_generator, eluted, seat, state_of

TWO = [a_dose("A", 420), a_dose("B", 600)]


@pytest.mark.parametrize(
    ("generator", "expected"),
    [
        pytest.param({}, [(240, 340)], id="an hour after 180, an hour before 400"),
        pytest.param({"expires_min": 300}, [(240, 300)], id="until it expires"),
        pytest.param({"elutions_left": 2}, [(240, 340)], id="the second of two"),
        pytest.param({"elutions_left": 1}, [], id="one too many"),
        pytest.param({"last_elution_min": 230}, [(290, 340)], id="after the last"),
        pytest.param({"spacing_min": 90}, [(270, 310)], id="with more distance"),
        # R2 at 400 finds itself idle if R1 comes before 300, and is eluted for the
        # waste at 330: an hour after R1 up to 270. R1 itself never waits for long.
        pytest.param(
            {"discard_after_min": 100, "regrowth_min": 70},
            [(240, 270), (310, 340)],
            id="with elutions for the waste",
        ),
        # Two runs, and one for the waste before R2 or none, or one before R1.
        pytest.param(
            {"discard_after_min": 100, "regrowth_min": 70, "elutions_left": 2},
            [],
            id="none left for the waste",
        ),
    ],
)
def test_open_minutes_lie_between_the_others(
    generator: dict[str, int], expected: list[tuple[int, int]]
) -> None:
    """R2 is eluted at 400; R1 could be in between."""
    problem = eluted(TWO, (200, 600), (460, 460), generator=a_generator(**generator))
    state = state_of(problem, seat(problem, "B", "R2", 460))

    spans_found = [
        (first, last)
        for first, last in open_elutions(state, state.index.supplies["R1"])
        if last < 400
    ]

    assert spans_found == expected
