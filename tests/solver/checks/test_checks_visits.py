from typing import Any

import pytest

from solver.checks import check
from solver.problem.base import Interval
from solver.problem.demand import Follows
from tests.solver.checks.judged import altered, named, reoccupied, rules, world_with
from tests.solver.checks.replanned import without
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import DAY
from tests.solver.checks.world_plan import a_plan


@pytest.mark.parametrize(("minute", "clashes"), [(501, True), (500, False)])
def test_two_participants_on_one_scanner(minute: int, clashes: bool) -> None:
    """
    A leaves the scanner at 585 and B takes it then; a minute more is too much.
    """
    found = named(a_problem(), a_plan(A=minute))

    assert (("occupancy", "north-pet") in found) is clashes
    assert (("staff", "north-t1") in found) is False


@pytest.mark.parametrize(
    ("purpose", "rule"),
    [
        ("place", "occupancy"),
        ("scanner", "occupancy"),
        ("preparation", "staff"),
        ("injection", "staff"),
        ("scan", "staff"),
    ],
)
def test_resource_of_another_site_or_kind_is_named(purpose: str, rule: str) -> None:
    """
    A visit uses the places, scanners and people of its own site, and no phantoms.
    """
    elsewhere = {
        "place": "south-u1",
        "scanner": "south-pet",
        "preparation": "south-n1",
        "injection": "south-n1",
        "scan": "south-t1",
    }
    wrong_kind = {
        "place": "north-chair",
        "scanner": "north-u1",
        "preparation": "north-t1",
        "injection": "north-t1",
        "scan": "north-n2",
    }
    plan = reoccupied(a_plan(), "A", purpose, resource_id=elsewhere[purpose])
    wrong = reoccupied(a_plan(), "A", purpose, resource_id=wrong_kind[purpose])
    phantom = reoccupied(a_plan(), "A", purpose, resource_id="nobody")

    assert (rule, "A") in named(a_problem(), plan)
    assert rules(a_problem(), wrong) & {rule, "identity"}
    assert ("identity", "A") in named(a_problem(), phantom)


@pytest.mark.parametrize(
    ("field", "id", "rule", "visit_id", "edges"),
    [
        # A's place is held during [480, 570), B's scanner during [585, 625),
        # and B's technologist during [585, 620)
        ("places", "north-u1", "occupancy", "A", (480, 570)),
        ("scanners", "south-pet", "occupancy", "C", (635, 665)),
        ("people", "south-t1", "staff", "C", (635, 660)),
        ("people", "south-n1", "staff", "C", (560, 580)),
    ],
)
def test_resources_are_available_throughout(
    field: str, id: str, rule: str, visit_id: str, edges: tuple[int, int]
) -> None:
    """
    A calendar that begins and ends with the occupation suffices, a minute less not.
    """
    start, end = edges
    later = (Interval(start_min=690, end_min=2 * DAY),)
    for shift, expected in (((0, 0), False), ((1, 0), True), ((0, -1), True)):
        span = Interval(start_min=start + shift[0], end_min=end + shift[1])
        problem = world_with(field, id, available=(span, *later))

        assert ((rule, visit_id) in named(problem, a_plan())) is expected


def test_person_is_delegated_for_the_trial() -> None:
    """
    Without delegation the nurse of B may inject B, a clinical visit, but nobody else.
    """
    problem = world_with("people", "north-n2", trial_ids=())
    plan = reoccupied(a_plan(), "A", "injection", resource_id="north-n2")

    assert rules(problem, a_plan()) == set()
    assert ("staff", "A") in named(problem, plan)


@pytest.mark.parametrize(
    ("scan", "is_named"), [(54, True), (55, False), (75, False), (76, True)]
)
def test_uptake_is_inclusive(scan: int, is_named: bool) -> None:
    """
    The scan of C starts 55 to 75 min after the injection, both included.
    """
    plan = altered(a_plan(), "C", scan_start_min=580 + scan)
    uptake = [
        each
        for each in check(a_problem(), plan)
        if each.rule == "visit_steps" and "after the injection" in each.message
    ]

    assert bool(uptake) is is_named


@pytest.mark.parametrize(
    ("visit_id", "changes", "rule", "is_named"),
    [
        ("A", {"window_start_min": 500}, "visit_windows", False),
        ("A", {"window_start_min": 501}, "visit_windows", True),
        ("A", {"window_end_min": 501}, "visit_windows", False),
        ("A", {"window_end_min": 500}, "visit_windows", True),
        (
            "A",
            {"injection_hours": (Interval(start_min=500, end_min=501),)},
            "availability",
            False,
        ),
        (
            "A",
            {"injection_hours": (Interval(start_min=0, end_min=500),)},
            "availability",
            True,
        ),
        # D is there during [700, 800)
        ("D", {"unavailable": ()}, "availability", False),
        (
            "D",
            {"unavailable": (Interval(start_min=0, end_min=701),)},
            "availability",
            True,
        ),
        (
            "D",
            {"unavailable": (Interval(start_min=800, end_min=900),)},
            "availability",
            False,
        ),
        (
            "D",
            {"unavailable": (Interval(start_min=799, end_min=900),)},
            "availability",
            True,
        ),
        (
            "E",
            {"follows": Follows(visit_id="D", min_days=0, max_days=1)},
            "visit_windows",
            False,
        ),
        (
            "E",
            {"follows": Follows(visit_id="D", min_days=2, max_days=3)},
            "visit_windows",
            True,
        ),
        (
            "E",
            {"follows": Follows(visit_id="D", min_days=0, max_days=0)},
            "visit_windows",
            True,
        ),
        ("A", {"participant_id": "P-D"}, "visit_steps", False),
        ("F", {"participant_id": "P-A"}, "visit_steps", True),
        ("A", {"is_consented": False}, "supply_authorisation", True),
        ("B", {"is_consented": False}, "supply_authorisation", False),
    ],
)
def test_visit_edges(
    visit_id: str, changes: dict[str, Any], rule: str, is_named: bool
) -> None:
    """
    Windows are half-open, days inclusive; a participant is in one place at a time.

    A is there during [480, 580) and F during [570, 690).
    """
    problem = world_with("visits", visit_id, **changes)

    assert (rule in rules(problem, a_plan())) is is_named


def test_earlier_visit_must_be_served() -> None:
    """
    Without D, E has nothing to follow.
    """
    assert ("visit_windows", "E") not in named(a_problem(), a_plan())
    assert ("visit_windows", "E") in named(a_problem(), without(a_plan(), "D"))


@pytest.mark.parametrize(
    ("overrides", "is_named"),
    [
        ({"horizon_min": DAY + 685}, False),  # E holds the scanner until DAY + 685
        ({"horizon_min": DAY + 684}, True),
        ({"as_of_min": 480}, False),  # A arrives at 480
        ({"as_of_min": 481}, True),
    ],
)
def test_now_and_horizon(overrides: dict[str, Any], is_named: bool) -> None:
    """
    Nothing begins before now, and nothing goes on beyond the horizon.
    """
    problem = a_problem(**overrides)

    assert ("visit_windows" in rules(problem, a_plan())) is is_named


def test_visit_lies_in_opening_hours() -> None:
    """
    From the arrival of A at 480 to the end of D at 800, to the minute.
    """
    tomorrow = Interval(start_min=DAY, end_min=2 * DAY)
    for start, end, expected in ((480, 800, 0), (481, 800, 1), (480, 799, 1)):
        opening = (Interval(start_min=start, end_min=end), tomorrow)
        problem = world_with("sites", "north", opening=opening)
        found = [each for each in named(problem, a_plan()) if each[0] == "availability"]

        assert len(found) == expected
