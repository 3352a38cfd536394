"""The demand rows: exact for every whole number, by linear rows alone."""

from hypothesis import given
from hypothesis import strategies as st

from solver.decay import need_kbq
from solver.model.needs import hull_edges


@given(
    gross_kbq=st.integers(1, 2_000_000),
    half_life_min=st.floats(15.0, 20_000.0),
    first_min=st.integers(-60, 60),
    num_ages=st.integers(1, 120),
)
def test_rows_allow_every_sufficient_demand_and_no_other(
    gross_kbq: int, half_life_min: float, first_min: int, num_ages: int
) -> None:
    """
    At each age the least demand that all rows allow is the rounded-up need.
    """
    needs = [need_kbq(gross_kbq, first_min + i, half_life_min) for i in range(num_ages)]
    edges = list(hull_edges(needs))

    for i, need in enumerate(needs):
        least = max(-(-(rise * i + base) // run) for run, rise, base in edges)
        assert least == need
