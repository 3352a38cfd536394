import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.eluates import Column, eluted_kbq, least_elapsed_min

HALF_LIVES = st.sampled_from([1.2575, 60.0, 67.71, 120.0, 3956.4, 390168.0])


def a_column(**overrides: float) -> Column:
    """8 kBq at minute 0, halving in 120 minutes; the daughter does so in 60."""
    fields: dict[str, float] = {
        "parent_kbq": 8,
        "calibrated_min": 0,
        "branching_permille": 1000,
        "efficiency_permille": 1000,
        "parent_half_life_min": 120.0,
        "daughter_half_life_min": 60.0,
    }
    return Column(**(fields | overrides))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("elution_min", "elapsed_min", "synthesis_min", "made"),
    [
        pytest.param(120, 120, 0, 4, id="8 kBq before: 2 x 8 x (1/2 - 1/4)"),
        pytest.param(0, 120, 0, 8, id="16 kBq before: as much as there is parent"),
        pytest.param(0, 240, 0, 12, id="32 kBq before: half as much again"),
        pytest.param(120, 120, 120, 1, id="two half-lives of synthesis"),
        pytest.param(240, 120, 60, 1, id="4 kBq before: 2, and half of it"),
        pytest.param(120, 0, 0, 0, id="nothing grows in no time"),
        pytest.param(120, -60, 0, 0, id="nor before"),
    ],
)
def test_whole_half_lives_are_whole_numbers(
    elution_min: int, elapsed_min: int, synthesis_min: int, made: int
) -> None:
    """Where the product is a whole number, the floor is that number."""
    assert eluted_kbq(a_column(), elution_min, elapsed_min, synthesis_min, 1000) == made


def test_shares_multiply_before_the_floor() -> None:
    """4 kBq x 0.5 x 0.75 x 0.667 = 1.0005 kBq; each alone rounded down gave 0."""
    column = a_column(branching_permille=500, efficiency_permille=750)

    assert eluted_kbq(column, 120, 120, 0, 667) == 1
    assert eluted_kbq(column, 120, 120, 0, 666) == 0


def test_what_no_process_holds_is_not_computed() -> None:
    """A column calibrated a year ahead, with a parent of hours: no error."""
    column = a_column(calibrated_min=500_000)

    assert eluted_kbq(column, 0, 120, 0, 1000) == 2**60
    assert eluted_kbq(a_column(calibrated_min=-500_000), 0, 120, 0, 1000) == 0
    alike = a_column(parent_half_life_min=60.0)
    assert eluted_kbq(alike, -(10**6), 120, 0, 1000) == 2**60
    assert eluted_kbq(alike, 10**6, 120, 0, 1000) == 0


@given(
    parent=st.integers(1, 10**10),
    half_lives=st.tuples(HALF_LIVES, HALF_LIVES),
    times=st.tuples(st.integers(-1000, 9000), st.integers(1, 5000)),
    process=st.tuples(st.integers(0, 90), st.integers(1, 1000)),
)
def test_eluate_is_the_bateman_solution(
    parent: int,
    half_lives: tuple[float, float],
    times: tuple[int, int],
    process: tuple[int, int],
) -> None:
    """The floor of the formula of rule 2 in eighty digits, for equal half-lives too."""
    column = a_column(
        parent_kbq=parent,
        efficiency_permille=700,
        parent_half_life_min=half_lives[0],
        daughter_half_life_min=half_lives[1],
    )
    elution_min, elapsed_min = times
    with localcontext(prec=80):
        of_parent, of_daughter = map(Decimal, half_lives)
        before = parent * Decimal(2) ** (-(elution_min - elapsed_min) / of_parent)
        left = Decimal(2) ** (-elapsed_min / of_daughter)
        if of_parent == of_daughter:
            grown = Decimal(2).ln() * elapsed_min / of_parent * left
        else:
            kept = Decimal(2) ** (-elapsed_min / of_parent)
            grown = of_parent / (of_parent - of_daughter) * (kept - left)
        grown *= Decimal(2) ** (-process[0] / of_daughter)
        expected = math.floor(before * grown * 700 * process[1] / 10**6)

    assert eluted_kbq(column, *times, *process) == min(expected, 2**60)


@given(
    half_lives=st.tuples(HALF_LIVES, HALF_LIVES),
    elution_min=st.integers(0, 5000),
    elapsed_min=st.integers(1, 4000),
)
def test_eluate_grows_with_time_and_falls_with_age(
    half_lives: tuple[float, float], elution_min: int, elapsed_min: int
) -> None:
    """More in-growth never gives less; the same in-growth gives less every minute."""
    column = a_column(
        parent_kbq=10**9,
        parent_half_life_min=half_lives[0],
        daughter_half_life_min=half_lives[1],
    )
    here = eluted_kbq(column, elution_min, elapsed_min, 0, 1000)

    assert eluted_kbq(column, elution_min, elapsed_min + 1, 0, 1000) >= here
    assert eluted_kbq(column, elution_min + 1, elapsed_min, 0, 1000) <= here


def test_least_in_growth_is_found_to_the_minute() -> None:
    """8 kBq are there after 120 minutes, and not a minute before; 16 never are."""
    column = a_column()

    assert least_elapsed_min(column, 0, 500, 8, (0, 1000)) == 120
    assert least_elapsed_min(column, 0, 120, 8, (0, 1000)) == 120
    assert least_elapsed_min(column, 0, 119, 8, (0, 1000)) is None
    assert least_elapsed_min(column, 0, 9999, 17, (0, 1000)) is None
    assert least_elapsed_min(column, 0, 0, 1, (0, 1000)) is None
