from typing import Any

import pytest

from solver.problem.base import Interval
from solver.problem.demand import Follows
from tests.solver.checks.world_data import DAY
from tests.solver.constraints.asking import (
    source_rule_allows,
    visit_rule_allows,
    world,
)
from tests.solver.state.seating import a_state


@pytest.mark.parametrize(
    ("minute", "allowed"), [(599, False), (600, True), (699, True), (700, False)]
)
def test_injection_lies_in_its_window(minute: int, allowed: bool) -> None:
    """
    Rule 11: the window holds its first minute, and not its last.
    """
    window = {"window_start_min": 600, "window_end_min": 700}
    state = a_state(world(("visits", "A", window)))

    assert visit_rule_allows("visit_windows", state, "A", minute) is allowed


@pytest.mark.parametrize(
    ("min_days", "max_days", "minute", "allowed"),
    [
        pytest.param(1, 1, DAY - 1, False, id="the day before the first"),
        pytest.param(1, 1, DAY, True, id="first minute of the day"),
        pytest.param(1, 1, 2 * DAY - 1, True, id="last minute of the day"),
        pytest.param(2, 2, 2 * DAY - 1, False, id="a day too early"),
        pytest.param(0, 0, 720, False, id="the very minute of the earlier"),
        pytest.param(0, 0, 721, True, id="a minute later"),
        pytest.param(0, 0, DAY - 1, True, id="the same day"),
        pytest.param(0, 0, DAY, False, id="the day after the last"),
    ],
)
def test_follower_keeps_its_days(
    min_days: int, max_days: int, minute: int, allowed: bool
) -> None:
    """
    Rule 11: E follows D, seated at minute 720, by whole calendar days.
    """
    follows = Follows(visit_id="D", min_days=min_days, max_days=max_days)
    problem = world(("visits", "E", {"follows": follows, "window_start_min": 0}))
    state = a_state(problem, "D")

    assert visit_rule_allows("visit_windows", state, "E", minute) is allowed


@pytest.mark.parametrize(
    ("minute", "allowed"), [(0, True), (DAY - 1, True), (DAY, False)]
)
def test_visit_keeps_in_step_with_what_follows_it(minute: int, allowed: bool) -> None:
    """
    Rule 11: with E seated on day 1, D has to stay on day 0.
    """
    problem = world(("visits", "D", {"window_end_min": 2 * DAY}))
    state = a_state(problem, "E")

    assert visit_rule_allows("visit_windows", state, "D", minute) is allowed


def test_follower_of_nobody_has_no_minute() -> None:
    """
    Rule 11: E cannot be seated before D is.
    """
    state = a_state(world())

    assert not any(
        visit_rule_allows("visit_windows", state, "E", minute)
        for minute in range(2 * DAY)
    )


@pytest.mark.parametrize("is_locked", [False, True])
def test_locked_visit_has_no_other_minute(is_locked: bool) -> None:
    """
    Rule 20: a commitment that is kept is not moved, and others are not affected.
    """
    state = a_state(world(), "AB")
    if is_locked:
        state.locked.add("A")

    assert visit_rule_allows("commitments", state, "A", 600) is not is_locked
    assert visit_rule_allows("commitments", state, "B", 600)


VALID = {"valid": Interval(start_min=500, end_min=600)}


@pytest.mark.parametrize(
    ("visit_id", "changes", "minute", "allowed"),
    [
        pytest.param("A", VALID, 499, False, id="before it is valid"),
        pytest.param("A", VALID, 500, True, id="its first minute"),
        pytest.param("A", VALID, 599, True, id="its last minute"),
        pytest.param("A", VALID, 600, False, id="after it"),
        pytest.param("A", {"trial_id": None}, 500, False, id="clinical use only"),
        pytest.param("A", {"site_id": "south"}, 500, False, id="another site"),
        pytest.param("A", {"unit_id": "maker"}, 500, False, id="another maker"),
        pytest.param("A", {"product_id": "GAL"}, 500, False, id="another product"),
        pytest.param("B", {}, 500, True, id="B is clinical"),
    ],
)
def test_authorisation_holds_at_the_injection(
    visit_id: str, changes: dict[str, Any], minute: int, allowed: bool
) -> None:
    """
    Rule 23: maker, product, site and trial together, at that very minute.
    """
    first, *others = world().authorisations
    assert (first.product_id, first.site_id, first.trial_id) == ("FDG", "north", "T1")
    others = [each for each in others if each.trial_id != "T1"]
    mine = type(first)(**(dict(first) | changes))
    state = a_state(world(authorisations=(mine, *others)))

    assert (
        source_rule_allows("supply_authorisation", state, visit_id, minute) is allowed
    )


@pytest.mark.parametrize(
    "change",
    [
        ("visits", "A", {"is_consented": False}),
        ("trials", "T1", {"active_site_ids": ("south",)}),
    ],
)
def test_consent_and_active_site_are_needed(
    change: tuple[str, str, dict[str, Any]],
) -> None:
    """
    Rule 23: either alone is missing, and no minute is left for a trial visit.
    """
    before, after = a_state(world()), a_state(world(change))

    assert source_rule_allows("supply_authorisation", before, "A", 500)
    assert not source_rule_allows("supply_authorisation", after, "A", 500)
    assert source_rule_allows("supply_authorisation", after, "B", 500)
