"""Why visits are left out: what is named is what stands in the way."""

from typing import Any

import pytest

from solver.plan.result import Result
from solver.problem.base import Interval
from solver.problem.problem import Problem
from tests.properties.solving import solved
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import DAY
from tests.solver.constraints.asking import world

Change = tuple[str, str, dict[str, Any]]


def span(start_min: int, end_min: int) -> tuple[Interval, ...]:
    """A calendar of one interval."""
    return (Interval(start_min=start_min, end_min=end_min),)


def reasons(result: Result) -> dict[str, tuple[str, ...]]:
    """Rules named, by visit left out."""
    return {each.visit_id: each.rules for each in result.left_out}


OBSTACLES = [
    pytest.param(
        "occupancy",
        "C",
        ("scanners", "south-pet", {"kind": "SPECT/CT"}),
        id="no scanner",
    ),
    pytest.param("staff", "C", ("people", "south-t1", {"roles": ()}), id="nobody"),
    pytest.param(
        "availability",
        "A",
        ("visits", "A", {"injection_hours": span(300, 360)}),
        id="hours before the site opens",
    ),
    pytest.param(
        "supply_authorisation",
        "A",
        ("visits", "A", {"is_consented": False}),
        id="no consent",
    ),
    pytest.param(
        "transport",
        "C",
        ("departures", "SK1", {"departs_min": 1400, "arrives_min": 1439}),
        id="the flight comes at night",
    ),
    pytest.param("orders", "F", ("orders", "O1", {"cutoff_min": -1}), id="too late"),
    pytest.param(
        "batch_balance",
        "F",
        ("visits", "F", {"alternatives": "large"}),
        id="more vials than the order may have",
    ),
    pytest.param(
        "shelf_life",
        "A",
        ("visits", "A", {"injection_hours": span(1100, 1110)}),
        id="too late in the day for the only run",
    ),
]


def obstructed(change: Change) -> Problem:
    """The hand-made world with one obstacle in it."""
    field, id_, values = change
    if values.get("alternatives") == "large":
        # Five vials of 3.9 GBq; the order has four.
        (_, alternative) = next(
            e for e in a_problem().visits if e.id == "F"
        ).alternatives
        large = type(alternative)(target_kbq=19_000_000)
        values = {"alternatives": (large,)}
    if id_ == "A" and values.get("injection_hours") == span(1100, 1110):
        # R1's EOS is between 400 and 500: 480 min of shelf life end at 980.
        return world((field, id_, values), ("runs", "R1", {"latest_eos_min": 500}))
    return world((field, id_, values))


@pytest.mark.parametrize(("rule", "visit_id", "change"), OBSTACLES)
def test_obstacle_is_named_and_its_removal_helps(
    rule: str, visit_id: str, change: Change
) -> None:
    """
    The visit is left out for that rule, impossible even alone; else it is served.
    """
    result = solved(obstructed(change))
    free = solved(a_problem())

    (left,) = [each for each in result.left_out if each.visit_id == visit_id]
    assert rule in left.rules
    assert left.is_impossible
    assert left.reason
    assert free.left_out == ()


def test_competition_is_no_impossibility() -> None:
    """
    With one order of one vial and two therapies, one is left out, though possible.
    """
    again = next(e for e in a_problem().visits if e.id == "F")
    small = again.model_copy(update={"alternatives": again.alternatives[:1]})
    other = small.model_copy(update={"id": "G", "participant_id": "P-G"})
    rest = tuple(e for e in a_problem().visits if e.id != "F")
    tight = world(("orders", "O1", {"max_portions": 1}), visits=(*rest, small, other))
    wide = world(("orders", "O1", {"max_portions": 2}), visits=(*rest, small, other))

    (left,) = solved(tight).left_out

    assert left.visit_id in {"F", "G"}
    assert left.rules == ("batch_balance",)
    assert not left.is_impossible
    assert solved(wide).left_out == ()


def test_follower_of_a_visit_left_out_says_so() -> None:
    """
    Without D there is no E; both are left out, E for what it follows.
    """
    problem = world(
        ("visits", "D", {"is_consented": False}),
        ("visits", "E", {"window_end_min": 2 * DAY}),
    )

    found = reasons(solved(problem))

    assert found == {"D": ("supply_authorisation",), "E": ("visit_windows",)}


def test_deferrable_visits_are_listed_apart() -> None:
    """
    E's window outlives the horizon: not served, it is deferred, with a latest decision.

    R2 and R3 can end at 3000 and close at 0: a lead of 3000 min. E's window ends at
    4320.
    """
    problem = world(("visits", "D", {"is_consented": False}))

    result = solved(problem)

    assert [each.visit_id for each in result.left_out] == ["D"]
    assert [(e.visit_id, e.decide_by_min) for e in result.deferred] == [("E", 1320)]
