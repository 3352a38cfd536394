from typing import Any

import pytest

from solver.checks import check
from solver.config import SolverConfig
from solver.constraints.washout import Washout
from solver.problem.base import Interval
from solver.problem.histories import Exposure, Separation
from solver.problem.problem import Problem
from solver.solve import solve
from solver.state.frame import Frame
from solver.state.index import Index
from tests.solver.builders import a_product, a_visit, an_authorisation, an_order
from tests.solver.several_days import (
    ALWAYS,
    a_dose,
    checked_minutes,
    is_possible_together,
    posted_minutes,
    seat,
    seated,
    three_days,
)

RULE = Washout()


def _two_tracers(*separations: Separation, **overrides: Any) -> Problem:
    """A visit with FDG and one with PSMA of the same participant, on the second day."""
    one = a_dose("V1", participant_id="P", product_id="FDG")
    two = a_dose("V2", participant_id="P", product_id="PSMA", window_start_min=0)
    fields: dict[str, Any] = {
        "products": tuple(
            a_product(id_, half_life_min=10_000.0) for id_ in ("FDG", "PSMA")
        ),
        "orders": tuple(
            an_order(f"O {id_}", product_id=id_, cutoff_min=1440)
            for id_ in ("FDG", "PSMA")
        ),
        "authorisations": tuple(
            an_authorisation(product_id=id_, valid=ALWAYS[0]) for id_ in ("FDG", "PSMA")
        ),
        "separations": separations,
    }
    return three_days(one, two, **(fields | overrides))


def _allowed(index: Index, minutes: range, **seats: int) -> list[int]:
    state = seated(index, [seat(index, id_, at) for id_, at in seats.items()])
    frame = Frame(minutes.start, minutes.stop)
    bits = RULE.allows(state, index.visits["V1"], frame)
    return [minute for minute in minutes if frame.holds(bits, minute)]


def _both(index: Index, minutes: range, **seats: int) -> list[int]:
    """Open minutes of V1, on which ``allows``, ``post`` and the checker agree."""
    allowed = _allowed(index, minutes, **seats)
    placements = [seat(index, id_, at) for id_, at in seats.items()]
    assert posted_minutes(index, RULE, "V1", minutes, placements) == allowed
    assert checked_minutes(index.problem, RULE, "V1", minutes, placements) == allowed
    return allowed


def test_a_gap_holds_in_its_order_to_the_minute() -> None:
    """
    V1 after V2 waits its gap; V1 before V2 does not, for that is another order.
    """
    index = Index(_two_tracers(Separation(before="PSMA", after="FDG", min_gap_min=100)))

    # V2 at 1500: V1 at 1600 or later, or before V2; not in the same minute.
    assert _both(index, range(1495, 1605), V2=1500) == [
        *range(1495, 1500),
        *range(1600, 1605),
    ]


def test_both_orders_have_gaps_of_their_own() -> None:
    """
    The gap of whichever comes first holds, at both ends inclusive.
    """
    index = Index(
        _two_tracers(
            Separation(before="PSMA", after="FDG", min_gap_min=3),
            Separation(before="FDG", after="PSMA", min_gap_min=5),
        )
    )

    # Before: 1500 - 5 = 1495 at the latest; after: 1503 at the earliest.
    assert _both(index, range(1490, 1510), V2=1500) == [
        *range(1490, 1496),
        *range(1503, 1510),
    ]


def test_another_day_is_one_of_the_later_ones_site() -> None:
    """
    From the minute of midnight on it is another day, however short the gap.
    """
    index = Index(
        _two_tracers(
            Separation(before="PSMA", after="FDG", min_gap_min=1, is_other_day=True)
        )
    )

    # V2 at 1435, five minutes before midnight: the next day begins at 1440.
    assert _both(index, range(1436, 1445), V2=1435) == [*range(1440, 1445)]
    # At 1440 exactly, it is the next day already, and lasts until 2880.
    assert _both(index, range(2875, 2880), V2=1440) == []


def test_exposures_keep_their_distance_on_both_sides() -> None:
    """
    A treatment from 1500 to 1600 keeps the gaps of both orders away.
    """
    problem = _two_tracers(
        Separation(before="chemo", after="FDG", min_gap_min=7),
        Separation(before="FDG", after="chemo", min_gap_min=4),
        exposures=(
            Exposure(
                participant_id="P",
                substance="chemo",
                span=Interval(start_min=1500, end_min=1600),
            ),
        ),
    )

    # Until 1500 - 4 = 1496, and from 1600 + 7 = 1607 on.
    assert _both(Index(problem), range(1490, 1612)) == [
        *range(1490, 1497),
        *range(1607, 1612),
    ]


def test_exposure_can_ask_for_another_day_too() -> None:
    """
    After a treatment that ends at 1439, its last minute is 1438 of the first day.

    The dose may be given from midnight on, at 1440; one that ends at 1441 was there
    in minute 1440, and keeps the whole second day until 2880.
    """
    rule = Separation(before="chemo", after="FDG", min_gap_min=0, is_other_day=True)
    for end, allowed in ((1439, [*range(1440, 1445)]), (1441, [])):
        exposure = Exposure(
            participant_id="P",
            substance="chemo",
            span=Interval(start_min=1430, end_min=end),
        )
        problem = _two_tracers(rule, exposures=(exposure,))
        assert _both(Index(problem), range(1432, 1445)) == allowed


def test_exposure_without_a_gap_in_one_order_is_kept_out_of_only() -> None:
    """
    A separation in one order makes the exposure itself taboo from the other side.
    """
    problem = _two_tracers(
        Separation(before="chemo", after="FDG", min_gap_min=7),
        exposures=(
            Exposure(
                participant_id="P",
                substance="chemo",
                span=Interval(start_min=1500, end_min=1510),
            ),
        ),
    )

    assert _both(Index(problem), range(1498, 1520)) == [
        *range(1498, 1501),
        *range(1517, 1520),
    ]


@pytest.mark.parametrize(
    ("first", "second", "is_possible"),
    [
        pytest.param(1600, 1500, True, id="after its gap of 100"),
        pytest.param(1599, 1500, False, id="a minute too early"),
        pytest.param(1500, 1501, True, id="before, without a gap"),
        pytest.param(1500, 1500, False, id="at once"),
    ],
)
def test_two_free_visits_keep_the_gap(
    first: int, second: int, is_possible: bool
) -> None:
    """
    Posted between two visits that are both to be decided.
    """
    index = Index(_two_tracers(Separation(before="PSMA", after="FDG", min_gap_min=100)))

    found = is_possible_together(index, (RULE,), {"V1": first, "V2": second})
    assert found is is_possible
    if first != second:
        assert (first in _allowed(index, range(first, first + 1), V2=second)) is found


@pytest.mark.parametrize(
    ("first", "second", "is_possible"),
    [
        pytest.param(1440, 1439, True, id="across midnight"),
        pytest.param(1500, 1440, False, id="later the same day"),
        pytest.param(1441, 1500, True, id="in the other order"),
    ],
)
def test_two_free_visits_are_on_other_days(
    first: int, second: int, is_possible: bool
) -> None:
    """
    A midnight lies between the two, in the order that asks for it.
    """
    index = Index(
        _two_tracers(
            Separation(before="PSMA", after="FDG", min_gap_min=0, is_other_day=True)
        )
    )

    found = is_possible_together(index, (RULE,), {"V1": first, "V2": second})
    assert found is is_possible


def test_clinical_visits_and_strangers_are_not_kept_apart() -> None:
    """
    A separation binds the doses of one participant only.
    """
    clinical = a_visit("V2", procedure_id="dose", participant_id=None, trial_id=None)
    rule = Separation(before="FDG", after="FDG", min_gap_min=1000)
    exposed = Exposure(
        participant_id="participant of V3",
        substance="FDG",
        span=Interval(start_min=1440, end_min=1450),
    )
    problem = three_days(
        a_dose("V1"),
        clinical,
        a_dose("V3"),
        separations=(rule,),
        exposures=(exposed,),
    )
    index = Index(problem)

    allowed = _allowed(index, range(1440, 1450), V2=1445, V3=1445)
    assert allowed == list(range(1440, 1450))


def test_the_checker_passes_what_is_planned() -> None:
    """
    Two doses that must be ten hours apart are served ten hours apart, or later.
    """
    rule = Separation(before="FDG", after="FDG", min_gap_min=600)
    problem = three_days(
        a_dose("V1", participant_id="P", window_end_min=2040 + 1),
        a_dose("V2", participant_id="P", window_end_min=2040 + 1),
        separations=(rule,),
    )

    result = solve(problem, SolverConfig(time_limit_s=20, is_deterministic=True))

    # The window holds 1440 and 2040 = 1440 + 600, and nothing else.
    assert result.plan is not None
    minutes = [each.injection_min for each in result.plan.administrations]
    assert sorted(minutes) == [1440, 2040]
    assert check(problem, result.plan) == []


def test_who_comes_too_soon_is_left_out_for_it() -> None:
    """
    With a minute less in the window, one of the two is left out, and told why.
    """
    rule = Separation(before="FDG", after="FDG", min_gap_min=600)
    problem = three_days(
        a_dose("V1", participant_id="P", window_end_min=2040),
        a_dose("V2", participant_id="P", window_end_min=2040),
        separations=(rule,),
    )

    result = solve(problem, SolverConfig(time_limit_s=20, is_deterministic=True))

    # From 1440 to 2039 are 599 minutes.
    (left,) = result.left_out
    assert left.rules == ("washout",)
    assert not left.is_impossible
