from typing import Any

import pytest

from solver.problem.base import Interval
from tests.solver.checks.clinic_plan import (
    LATER,
    a_stay,
    a_ward_plan,
    booked,
    served,
    ward_with,
)
from tests.solver.checks.clinic_world import DAY, END, a_ward
from tests.solver.checks.judged import named, rules
from tests.solver.checks.mutation import changed


@pytest.mark.parametrize("purpose", ["scanner", "scan"])
@pytest.mark.parametrize("edge", ["start_min", "end_min"])
def test_scanner_and_person_are_held_for_their_minutes(purpose: str, edge: str) -> None:
    """
    An occupation that is a minute longer than the scan takes is named.
    """
    stay = a_stay()
    wrong = changed(
        stay.later_scans[0],
        occupations=tuple(
            changed(
                each, **{edge: getattr(each, edge) + (1 if edge == "end_min" else -1)}
            )
            if each.purpose == purpose
            else each
            for each in stay.later_scans[0].occupations
        ),
    )
    plan = a_ward_plan(changed(stay, later_scans=(wrong, stay.later_scans[1])))

    assert named(a_ward(), plan) == {("follow_up_imaging", "stay")}


@pytest.mark.parametrize(
    ("field", "id", "changes", "rule"),
    [
        # the scanner is held during [680 - 10, 715) of day 5, the person until 710
        ("scanners", "s1", {"end_min": 715}, None),
        ("scanners", "s1", {"end_min": 714}, "occupancy"),
        ("people", "t1", {"end_min": 710}, None),
        ("people", "t1", {"end_min": 709}, "staff"),
    ],
)
def test_resources_of_later_scans_are_available(
    field: str, id: str, changes: dict[str, int], rule: str | None
) -> None:
    """
    Calendars hold for later scans, set-up and cleaning included.
    """
    until = Interval(start_min=0, end_min=5 * DAY + changes["end_min"])
    again = Interval(start_min=6 * DAY, end_min=END)
    problem = ward_with(field, id, available=(until, again))

    assert named(problem, a_ward_plan()) == ({(rule, "dosimetry")} if rule else set())


@pytest.mark.parametrize(
    ("index", "wrong", "rule"),
    [
        (0, "c1", "identity"),
        (0, "nobody", "identity"),
        (1, "n1", "staff"),
        (1, "nobody", "identity"),
    ],
)
def test_later_scan_takes_a_scanner_and_somebody_who_can(
    index: int, wrong: str, rule: str
) -> None:
    """
    A chair is no scanner, and a nurse no technologist.
    """
    stay = a_stay()
    occupations = list(stay.later_scans[1].occupations)
    occupations[index] = changed(occupations[index], resource_id=wrong)
    scan = changed(stay.later_scans[1], occupations=tuple(occupations))
    plan = a_ward_plan(changed(stay, later_scans=(stay.later_scans[0], scan)))

    assert named(a_ward(), plan) == {(rule, "stay")}


@pytest.mark.parametrize(
    ("field", "id", "changes", "rule"),
    [
        ("scanners", "s1", {"kind": "PET/CT"}, "occupancy"),
        ("people", "t1", {"trial_ids": ()}, "staff"),
    ],
)
def test_later_scan_has_the_right_kind_and_delegation(
    field: str, id: str, changes: dict[str, Any], rule: str
) -> None:
    """
    Kind and delegation are asked of later scans as of the others.
    """
    plan = a_ward_plan(
        without=[each.id for each in a_ward().visits if each.id != "stay"]
    )

    assert named(ward_with(field, id, **changes), plan) == {(rule, "stay")}


@pytest.mark.parametrize(("gap", "rule"), [(0, None), (-1, "occupancy")])
def test_scanner_of_a_later_scan_is_not_shared(gap: int, rule: str | None) -> None:
    """
    The next scan on s1 may begin its set-up when the later scan has been cleaned up.

    The dosimetry's scan ends at 715; a tracer's scan, with 5 min of set-up, then
    starts at 720, 60 min after an injection at 660.
    """
    at = 5 * DAY + 660 + gap
    plan = a_ward_plan(served("tracer", at, "n2 c2"))
    busy = named(a_ward(), plan)

    assert (("occupancy", "s1") in busy) is (rule is not None)


@pytest.mark.parametrize(
    ("occupations", "rule"),
    [
        ((), "identity"),
        ((1, 0), "identity"),
        ((0,), "identity"),
        ((0, 1, 1), "identity"),
    ],
)
def test_later_scan_occupies_scanner_and_person(
    occupations: tuple[int, ...], rule: str
) -> None:
    """
    Both are there, in this order, and nothing else.
    """
    stay = a_stay()
    scan = booked(*LATER[1])
    odd = changed(scan, occupations=tuple(scan.occupations[k] for k in occupations))
    plan = a_ward_plan(changed(stay, later_scans=(stay.later_scans[0], odd)))

    assert rule in rules(a_ward(), plan)
