import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solver.checks.capacity import beam_kbq, eluate_kbq
from solver.checks.exact_sums import floor_of_sum
from solver.checks.made import RunSource
from solver.ingrowth import daughter_activity_kbq
from solver.problem.equipment import Irradiation
from solver.problem.production import Line, Process, Run
from tests.solver.checks.judged import altered, named
from tests.solver.checks.mutation import changed
from tests.solver.checks.world_supply import (
    GENERATOR,
    a_supplied_plan,
    a_supplied_problem,
    supplied_with,
)

# per mille of yield, decay of 40 min of synthesis after 60 min of beam
R1_MAKES = 20e6 * 0.6 * (1 - 2 ** (-60 / 109.77)) * 2 ** (-40 / 109.77)


def _process(synthesis_min: int, yield_permille: int = 1000) -> Process:
    return Process(
        id="P",
        product_id="X",
        synthesis_min=synthesis_min,
        capacity_kbq=10**12,
        yield_permille=yield_permille,
        quality_control_min=0,
    )


def _eluate(
    synthesis_min: int, grown_min: int, half_life_min: float, **changes: Any
) -> int:
    """What an elution at ``grown_min`` gives, all grown in since minute 0."""
    fields: dict[str, Any] = {"efficiency_permille": 1000, "calibrated_min": 0}
    generator = changed(GENERATOR, **(fields | changes))
    run = Run(
        id="R",
        line_id="L",
        process_id="P",
        day=0,
        earliest_eos_min=0,
        latest_eos_min=0,
        cutoff_min=0,
        generator_id="G",
    )
    line = Line(id="L", name="L", unit_id="U", available=(), max_runs_per_day=1)
    source = RunSource(run, _process(synthesis_min), line)
    return eluate_kbq(generator, source, grown_min, 0, half_life_min)


@pytest.mark.parametrize(
    ("minutes", "synthesis", "yield_permille", "expected"),
    [
        (60, 0, 1000, 500),  # half of the saturation after one half-life
        (60, 60, 1000, 250),  # and half of that after another
        (120, 60, 1000, 375),
        (120, 60, 998, 374),  # 374.25
        (60, 60, 2, 0),  # half a kilobecquerel
    ],
)
def test_beam_makes_halves_of_saturation(
    minutes: int, synthesis: int, yield_permille: int, expected: int
) -> None:
    """
    With whole half-lives of 60 min, 1000 kBq of saturation give these, rounded down.
    """
    beam = Irradiation(minutes=minutes, saturation_kbq=1000)
    process = changed(_process(synthesis, yield_permille), irradiation=beam)

    assert beam_kbq(process, 60.0) == expected


def test_beam_never_reaches_saturation() -> None:
    """
    Seven days are 10,080 half-lives of a minute: 1 kBq is missing all the same.
    """
    beam = Irradiation(minutes=7 * 1440, saturation_kbq=10**12)

    assert beam_kbq(changed(_process(0), irradiation=beam), 1.0) == 10**12 - 1


def test_eluate_of_equal_half_lives() -> None:
    """
    The limit ln 2 * (D / T) * 2^(-D / T) is 0.3465735903 after one half-life, and half
    of that after a synthesis of another.
    """
    parent: dict[str, Any] = {"parent_kbq": 10**9, "parent_half_life_min": 60.0}

    assert _eluate(0, 60, 60.0, **parent) == 346_573_590
    assert _eluate(60, 60, 60.0, **parent) == 173_286_795


def test_eluate_of_whole_half_lives() -> None:
    """
    Parent 120 min, daughter 60 min: 120 / 60 * (2^-1 - 2^-2) = 1/2 after 120 min.

    Calibrated 120 min later, the parent is twice that; 999 per mille of branching, of
    efficiency and of 1000 kBq are 499.0 of 500, rounded down once.
    """
    fields: dict[str, Any] = {"parent_kbq": 1000, "parent_half_life_min": 120.0}

    assert _eluate(0, 120, 60.0, **fields) == 500
    assert _eluate(0, 120, 60.0, calibrated_min=120, **fields) == 1000
    assert _eluate(0, 120, 60.0, **fields, branching_permille=999) == 499
    lossy = {"branching_permille": 999, "efficiency_permille": 999}
    assert _eluate(0, 120, 60.0, **fields, **lossy) == 499  # 0.5 * 998.001


@given(
    parent=st.floats(10, 1e6),
    daughter=st.floats(10, 1e6),
    grown=st.integers(1, 10_000),
    branching=st.integers(1, 1000),
)
def test_eluate_is_what_grows_in(
    parent: float, daughter: float, grown: int, branching: int
) -> None:
    """
    With nothing lost, the eluate is the in-growth that another author computes.
    """
    assume((grown / Fraction(parent)).denominator > 1)  # there the other one may err
    found = _eluate(
        0,
        grown,
        daughter,
        parent_half_life_min=parent,
        parent_kbq=10**6,
        branching_permille=branching,
    )

    share = Decimal(branching) / 1000
    assert found == daughter_activity_kbq(10**6, grown, parent, daughter, share)


@pytest.mark.parametrize("grown", [0, -1])
def test_nothing_grows_in_no_time(grown: int) -> None:
    """
    What is eluted together with, or before, the elution it counts from, is nothing.
    """
    assert _eluate(0, grown, 60.0) == 0


@given(
    st.floats(5e-324, 1e9, exclude_min=True),
    st.floats(5e-324, 1e9, exclude_min=True),
    st.integers(1, 2 * 10**6),
    st.sampled_from([-(10**6), 0, 10**6]),
)
def test_absurd_half_lives_give_a_number(
    parent: float, daughter: float, grown: int, calibrated: int
) -> None:
    """
    Half-lives of next to nothing and of ages are answered, never with less than 0.
    """
    fields: dict[str, Any] = {
        "parent_half_life_min": parent,
        "calibrated_min": calibrated,
    }

    assert _eluate(1, grown, daughter, **fields) >= 0


def test_sum_is_exact_where_it_cancels() -> None:
    """
    2^0.5 + 2^1.5 - 3 * 2^0.5 is nothing, and 7 more than it is 7, not 6.99.

    10 * 2^0.5 - 3 / 2 is 12.64.
    """
    root = Fraction(1, 2)
    terms = [(Fraction(1), root), (Fraction(1), root + 1), (Fraction(-3), root)]

    assert floor_of_sum(terms) == 0
    assert floor_of_sum([*terms, (Fraction(7), Fraction(0))]) == 7
    assert floor_of_sum([(Fraction(10), root), (Fraction(-3), Fraction(-1))]) == 12
    assert floor_of_sum(terms, times_ln2=True) == 0


@pytest.mark.parametrize("excess", [0, 1])
@pytest.mark.parametrize(
    ("batch_id", "usable"),
    [
        # 5 % of reserve
        ("R1", math.floor(math.floor(R1_MAKES) * 0.95)),
        # 3 GBq, 1520 min after calibration; 520 min of in-growth, 40 of synthesis
        (
            "R2",
            math.floor(
                3e6
                * 0.7
                * 0.9
                * 2 ** (-40 / 67.71)
                * 2 ** (-1000 / 390_168)
                * 390_168
                / (390_168 - 67.71)
                * (2 ** (-520 / 390_168) - 2 ** (-520 / 67.71))
            ),
        ),
        # the discard at 1640 leaves it 240 min
        (
            "R3",
            math.floor(
                3e6
                * 0.7
                * 0.9
                * 2 ** (-40 / 67.71)
                * 2 ** (-2640 / 390_168)
                * 390_168
                / (390_168 - 67.71)
                * (2 ** (-240 / 390_168) - 2 ** (-240 / 67.71))
            ),
        ),
    ],
)
def test_run_has_what_beam_or_eluate_gives(
    batch_id: str, usable: int, excess: int
) -> None:
    """
    A run is filled up to its usable capacity, and not with 1 kBq more.
    """
    plan = altered(a_supplied_plan(), batch_id, activity_kbq=usable + excess)
    found = named(a_supplied_problem(), plan)

    assert found == ({("batch_balance", batch_id)} if excess else set())


@pytest.mark.parametrize(("excess", "is_named"), [(0, False), (1, True)])
def test_capacity_is_the_least_of_all(excess: int, is_named: bool) -> None:
    """
    A process that takes 2 GBq at most has 1.9 GBq with 5 % in reserve.
    """
    problem = supplied_with("processes", "make FDG", capacity_kbq=2_000_000)
    plan = altered(a_supplied_plan(), "R1", activity_kbq=1_900_000 + excess)

    assert (("batch_balance", "R1") in named(problem, plan)) is is_named


def test_in_growth_counts_from_the_elution_before() -> None:
    """
    Never eluted for the waste, the generator has 1360 min from R2 to R3 to recover.

    R3 could then have 1,245,600 kBq; with 240 min only 1,141,696 kBq.
    """
    generator = changed(GENERATOR, discard_after_min=None)
    problem = a_supplied_problem(generators=(generator,))
    plan = altered(a_supplied_plan(), "R3", activity_kbq=1_240_000)
    rested = altered(plan, "R3", discard_min=None)

    assert ("batch_balance", "R3") in named(problem, plan)
    assert named(problem, rested) == set()
