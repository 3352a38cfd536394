from typing import Any

import pytest

from solver.problem.base import Interval
from solver.problem.histories import Exposure, Separation
from tests.solver.checks.clinic_plan import a_ward_plan, served, ward_with
from tests.solver.checks.clinic_world import DAY, a_ward
from tests.solver.checks.judged import named
from tests.solver.checks.mutation import changed

TRACER_AT = 6 * DAY + 600


def the_ward(*separations: Separation, exposures: tuple[Exposure, ...] = ()) -> Any:
    """The ward with these separations, and no others."""
    return a_ward(separations=separations, exposures=exposures)


def a_gap(before: str, after: str, minutes: int, **overrides: Any) -> Separation:
    """A separation by elapsed minutes."""
    return Separation(before=before, after=after, min_gap_min=minutes, **overrides)


def at(minute: int) -> Any:
    """The plan with the therapy of P9 at a minute, with a nurse and chair to itself."""
    return a_ward_plan(served("therapy", minute, "n2 c2"))


@pytest.mark.parametrize(
    ("separation", "is_named"),
    [
        # the therapy comes a day, 1440 min, after the tracer
        (a_gap("TRAC", "THER", 1440), False),
        (a_gap("TRAC", "THER", 1441), True),
        (a_gap("THER", "TRAC", 4000), False),
        (a_gap("THER", "THER", 10_000), False),
    ],
)
def test_gap_holds_in_its_order(separation: Separation, is_named: bool) -> None:
    """
    The gap after the tracer is inclusive; one after the therapy says nothing here.
    """
    expected = {("washout", "therapy")} if is_named else set()

    assert named(the_ward(separation), a_ward_plan()) == expected


def test_therapy_before_the_tracer_keeps_the_other_gap() -> None:
    """
    The order of the injections counts, not that of the visits.

    The therapy of P9 a day before its tracer is 1440 min before.
    """
    plan = at(TRACER_AT - DAY)
    for gap, expected in ((1440, set()), (1441, {("washout", "tracer")})):
        assert named(the_ward(a_gap("THER", "TRAC", gap)), plan) == expected
        assert named(the_ward(a_gap("TRAC", "THER", gap)), plan) == set()


def test_the_same_product_again_is_separated_from_itself() -> None:
    """
    A week between two tracer scans: scan 2 comes 7 days and 120 min after scan 1.

    Stress and rest, a day apart, and their tracer gap of one day, are fine with it
    only up to 1440 min.
    """
    found = named(the_ward(a_gap("TRAC", "TRAC", 1441)), a_ward_plan())
    assert found == {("washout", "rest")}
    found = named(the_ward(a_gap("TRAC", "TRAC", 7 * DAY + 120)), a_ward_plan())
    assert found == {("washout", "rest")}
    found = named(the_ward(a_gap("TRAC", "TRAC", 7 * DAY + 121)), a_ward_plan())
    assert found == {("washout", "rest"), ("washout", "scan 2")}


@pytest.mark.parametrize(
    ("minute", "is_named"),
    [
        (6 * DAY + 800, True),
        (6 * DAY + 1110, True),
        (7 * DAY + 380, False),
    ],
)
def test_other_day_is_a_day_of_the_calendar(minute: int, is_named: bool) -> None:
    """
    On the tracer's own day no gap helps, and early next day none is needed.
    """
    separation = a_gap("TRAC", "THER", 0, is_other_day=True)
    expected = {("washout", "therapy")} if is_named else set()

    assert named(the_ward(separation), at(minute)) == expected


@pytest.mark.parametrize("order", [("TRAC", "THER"), ("THER", "TRAC")])
@pytest.mark.parametrize(("gap", "is_named"), [(0, False), (1, True)])
def test_same_minute_is_both_orders(
    order: tuple[str, str], gap: int, is_named: bool
) -> None:
    """
    Injections in one minute are no minute apart, whichever is first.
    """
    found = named(the_ward(a_gap(*order, gap)), at(TRACER_AT))

    assert ("washout" in {rule for rule, _ in found}) is is_named


def test_other_participants_are_not_separated() -> None:
    """
    Only what one and the same participant is given counts, and a clinical visit has
    none.
    """
    separation = a_gap("TRAC", "THER", 4 * DAY)
    problem = the_ward(separation)
    for who in ({"participant_id": "P99"}, {"participant_id": None, "trial_id": None}):
        visits = tuple(
            changed(each, **who) if each.id == "tracer" else each
            for each in problem.visits
        )
        assert named(problem, a_ward_plan()) == {("washout", "therapy")}
        assert named(changed(problem, visits=visits), a_ward_plan()) == set()


def exposed(start: int, end: int) -> tuple[Exposure, ...]:
    """P9 has the drug during a span."""
    span = Interval(start_min=start, end_min=end)
    return (Exposure(participant_id="P9", substance="drug", span=span),)


@pytest.mark.parametrize(
    ("span", "separations", "is_named"),
    [
        # after it, with the gap of a drug before a tracer
        ((0, TRACER_AT - 100), (a_gap("drug", "TRAC", 100),), False),
        ((0, TRACER_AT - 99), (a_gap("drug", "TRAC", 100),), True),
        # before it, with the gap of a tracer before a drug
        ((TRACER_AT + 50, TRACER_AT + 60), (a_gap("TRAC", "drug", 50),), False),
        ((TRACER_AT + 49, TRACER_AT + 60), (a_gap("TRAC", "drug", 50),), True),
        # without a gap in this order it is none, but not during the span
        ((TRACER_AT, TRACER_AT + 9), (a_gap("drug", "TRAC", 100),), False),
        ((TRACER_AT - 1, TRACER_AT + 9), (a_gap("drug", "TRAC", 100),), True),
        ((TRACER_AT - 9, TRACER_AT), (a_gap("TRAC", "drug", 100),), False),
        ((TRACER_AT - 9, TRACER_AT + 1), (a_gap("TRAC", "drug", 100),), True),
        # what no separation relates to it does not matter
        ((TRACER_AT - 9, TRACER_AT + 9), (a_gap("drug", "THER", 0),), False),
        ((TRACER_AT - 9, TRACER_AT + 9), (), False),
        # of two separations in one order both hold
        (
            (0, TRACER_AT - 100),
            (a_gap("drug", "TRAC", 0), a_gap("drug", "TRAC", 101)),
            True,
        ),
    ],
)
def test_exposure_is_kept_away_from(
    span: tuple[int, int], separations: tuple[Separation, ...], is_named: bool
) -> None:
    """
    An injection lies before the exposure or after it, with the gap of that order.
    """
    problem = the_ward(*separations, exposures=exposed(*span))
    expected = {("washout", "tracer")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


@pytest.mark.parametrize(
    ("span", "is_named"),
    [
        ((6 * DAY - 100, 6 * DAY), False),
        ((6 * DAY - 100, 6 * DAY + 1), True),
        ((7 * DAY, 7 * DAY + 10), False),
        ((7 * DAY - 1, 7 * DAY + 10), True),
    ],
)
def test_exposure_lies_on_another_day(span: tuple[int, int], is_named: bool) -> None:
    """
    Where days have to differ, the last minute of the drug counts, and the first.
    """
    separations = (
        a_gap("drug", "TRAC", 0, is_other_day=True),
        a_gap("TRAC", "drug", 0, is_other_day=True),
    )
    problem = the_ward(*separations, exposures=exposed(*span))
    expected = {("washout", "tracer")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


def test_exposure_of_somebody_else_does_not_matter() -> None:
    """
    The drug of P9 is none of P2, whose tracer is given all the same.
    """
    problem = the_ward(a_gap("drug", "TRAC", 9 * DAY), exposures=exposed(0, 1))

    assert named(problem, a_ward_plan()) == {("washout", "tracer")}
    other = ward_with("visits", "tracer", participant_id="P99")
    assert named(other, a_ward_plan()) == set()
