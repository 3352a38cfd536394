from typing import Any

import pytest

from solver.problem.base import Interval
from solver.problem.clinic import Certificate
from solver.problem.problem import Problem
from tests.solver.checks.clinic_plan import (
    LATER,
    STAY_AT,
    a_stay,
    a_ward_plan,
    served,
    ward_with,
)
from tests.solver.checks.clinic_world import DAY, a_ward
from tests.solver.checks.judged import named

SECOND = 8 * DAY + 600


def the_series(**changes: Any) -> Problem:
    """The ward, with the series of P2 changed."""
    return ward_with("series", "S2", **changes)


def second_on(scanner: str, at: int = SECOND) -> Any:
    """The plan with scan 2 on a scanner, after an uptake of 65 min."""
    return a_ward_plan(served("scan 2", at, uptake=65, scanner=scanner))


@pytest.mark.parametrize(
    ("scanner", "certified_class", "is_named"),
    [
        ("s1", None, False),
        ("s2", None, True),
        ("s1", "harmonised", False),
        ("s2", "harmonised", False),
        ("s3", "harmonised", True),
        ("s2", "another class", True),
    ],
)
def test_scans_stay_on_one_scanner_or_in_one_class(
    scanner: str, certified_class: str | None, is_named: bool
) -> None:
    """
    Without a class only the same scanner will do; s3 has no certificate.
    """
    problem = the_series(certified_class=certified_class)
    expected = {("same_scanner", "scan 2")} if is_named else set()

    assert named(problem, second_on(scanner)) == expected


@pytest.mark.parametrize(("end", "is_named"), [(666, False), (665, True)])
@pytest.mark.parametrize("id", ["s1", "s2"])
def test_certificate_is_valid_at_the_scan_start(
    id: str, end: int, is_named: bool
) -> None:
    """
    Scan 2 starts at 665 on s2: its certificate must not have ended in that minute.

    Scan 1 was a week before, so that the certificate of s1 does not matter then.
    """
    valid = Interval(start_min=0, end_min=8 * DAY + end)
    certificate = Certificate(class_name="harmonised", valid=valid)
    problem = ward_with("scanners", id, certificates=(certificate,))
    expected = {("same_scanner", "scan 2")} if is_named and id == "s2" else set()

    assert named(problem, a_ward_plan()) == expected


@pytest.mark.parametrize(("start", "is_named"), [(665, False), (666, True)])
def test_certificate_begins_by_the_scan_start(start: int, is_named: bool) -> None:
    """
    A certificate of s2 that begins with scan 2, at 665, is in time.
    """
    valid = Interval(start_min=8 * DAY + start, end_min=10 * DAY)
    certificate = Certificate(class_name="harmonised", valid=valid)
    problem = ward_with("scanners", "s2", certificates=(certificate,))
    expected = {("same_scanner", "scan 2")} if is_named else set()

    assert named(problem, a_ward_plan()) == expected


def test_same_scanner_needs_no_certificate() -> None:
    """
    Two scans on s3 are alike, certified or not.
    """
    first = served("scan 1", DAY + 480, "n2 c1", scanner="s3")
    second = served("scan 2", SECOND, uptake=65, scanner="s3")

    assert named(a_ward(), a_ward_plan(first, second)) == set()
    assert named(a_ward(), a_ward_plan(first)) == {("same_scanner", "scan 2")}


@pytest.mark.parametrize(
    ("baseline", "certified_class", "is_named"),
    [
        ("s1", None, False),
        ("s2", None, True),
        ("s2", "harmonised", False),
        ("s3", "harmonised", True),
        ("scanner elsewhere", "harmonised", True),
        ("scanner elsewhere", None, True),
    ],
)
def test_baseline_elsewhere_counts(
    baseline: str, certified_class: str | None, is_named: bool
) -> None:
    """
    Scans on s1 are compared with a baseline scanner, which needs a certificate once.
    """
    problem = the_series(certified_class=certified_class, baseline_scanner_id=baseline)
    expected = (
        {("same_scanner", "scan 1"), ("same_scanner", "scan 2")} if is_named else set()
    )

    assert named(problem, second_on("s1")) == expected


def test_scan_is_certified_when_it_is_made_not_at_baseline() -> None:
    """
    After day 10, when the certificates end, only the baseline's own scanner will do.
    """
    problem = the_series(baseline_scanner_id="s1")
    late = 11 * DAY + 600

    assert named(problem, second_on("s1", late)) == set()
    assert named(problem, second_on("s2", SECOND)) == set()
    assert named(problem, second_on("s2", late)) == {("same_scanner", "scan 2")}


@pytest.mark.parametrize(("scanner", "is_named"), [("s1", False), ("s2", True)])
def test_later_scans_belong_to_the_series(scanner: str, is_named: bool) -> None:
    """
    The two scans of one stay are on one scanner, where the series asks for it.
    """
    series = a_ward().series[0]
    single = {"id": "S1", "participant_id": "P1", "certified_class": None}
    visits = tuple(
        each.model_copy(update={"series_id": "S1"}) if each.id == "stay" else each
        for each in a_ward().visits
    )
    problem = a_ward(series=(series, series.model_copy(update=single)), visits=visits)
    later = (LATER[0], ("day 3", STAY_AT + 3 * DAY, scanner, "t1"))
    expected = {("same_scanner", "stay")} if is_named else set()

    assert named(problem, a_ward_plan(a_stay(later=later))) == expected


@pytest.mark.parametrize(
    ("uptake", "is_named"), [(55, False), (65, False), (66, True), (54, True)]
)
def test_uptake_keeps_to_the_first_visit(uptake: int, is_named: bool) -> None:
    """
    Scan 1 had 60 min of uptake, and 5 min is the tolerance, both ends included.
    """
    plan = a_ward_plan(served("scan 2", SECOND, uptake=uptake, scanner="s2"))
    found = {each for each in named(a_ward(), plan) if each[0] == "visit_steps"}

    assert found == ({("visit_steps", "scan 2")} if is_named else set())


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        (60, set()),
        (65, set()),
        (66, {"scan 1"}),
        (59, {"scan 2"}),
        (0, {"scan 1", "scan 2"}),
    ],
)
def test_uptake_keeps_to_a_given_baseline(baseline: int, expected: set[str]) -> None:
    """
    With a baseline given, both scans, of 60 and 65 min, are compared with it.
    """
    problem = the_series(baseline_uptake_min=baseline)
    found = named(problem, a_ward_plan())

    assert found == {("visit_steps", visit_id) for visit_id in expected}


def test_uptake_is_free_without_a_baseline_or_a_tolerance() -> None:
    """
    Where the first visit is not served, there is nothing to compare with.
    """
    second = served("scan 2", SECOND, uptake=75, scanner="s2")

    assert named(a_ward(), a_ward_plan(second)) == {("visit_steps", "scan 2")}
    assert named(a_ward(), a_ward_plan(second, without=("scan 1",))) == set()
    free = the_series(uptake_tolerance_min=None)
    assert named(free, a_ward_plan(second)) == set()
