from typing import Any

import pytest

from solver.problem.base import Interval
from tests.solver.checks.world_data import DAY
from tests.solver.constraints.asking import steps_rule_allows, world
from tests.solver.state.seating import a_state


def span(start_min: int, end_min: int) -> tuple[Interval, ...]:
    """A calendar of one interval."""
    return (Interval(start_min=start_min, end_min=end_min),)


@pytest.mark.parametrize(
    ("uptake", "allowed"), [(54, False), (55, True), (75, True), (76, False)]
)
def test_scan_starts_within_the_uptake_time(uptake: int, allowed: bool) -> None:
    """
    Rule 3: uptake is 55 to 75 min, both ends included.
    """
    state = a_state(world())

    assert steps_rule_allows("visit_steps", state, "A", 600, uptake) is allowed


@pytest.mark.parametrize(
    ("minute", "allowed"),
    [
        pytest.param(619, False, id="arrives a minute before now"),
        pytest.param(620, True, id="arrives just now"),
        pytest.param(2 * DAY - 85, True, id="scanner clean when the horizon ends"),
        pytest.param(2 * DAY - 84, False, id="a minute beyond the horizon"),
    ],
)
def test_nothing_before_now_or_after_the_horizon(minute: int, allowed: bool) -> None:
    """
    Rule 3: now is 600, arrival 20 min before the injection; the last occupation ends
    60 + 20 min scan + 5 min cleaning = 85 min after it.
    """
    state = a_state(world(as_of_min=600))

    assert steps_rule_allows("visit_steps", state, "A", minute) is allowed


@pytest.mark.parametrize(
    ("minute", "allowed"), [(620, True), (621, False), (819, False), (820, True)]
)
def test_participant_is_in_one_place_at_a_time(minute: int, allowed: bool) -> None:
    """
    Rule 3: D's participant is there in [700, 800): A's stay of 20 + 80 min may touch.

    A ends 80 min after its injection, and arrives 20 min before.
    """
    state = a_state(world(("visits", "A", {"participant_id": "P-D"})), "D")

    assert steps_rule_allows("visit_steps", state, "A", minute) is allowed
    assert steps_rule_allows("visit_steps", state, "B", minute)


def test_participant_of_two_sites_is_at_one_of_them() -> None:
    """
    Rule 3: a visit in the south keeps its participant from being in the north.
    """
    state = a_state(world(("visits", "C", {"participant_id": "P-A"})), "C")

    assert not steps_rule_allows("visit_steps", state, "A", 580)
    assert steps_rule_allows("visit_steps", state, "A", 680)


@pytest.mark.parametrize(
    ("minute", "allowed"), [(460, True), (461, False), (529, False), (530, True)]
)
def test_scanner_holds_one_participant(minute: int, allowed: bool) -> None:
    """
    Rule 4: A holds the scanner in [555, 585), set-up and cleaning included.

    B, with 10 extra minutes, needs it from 55 to 60 + 20 + 10 + 5 = 95 min after its
    injection: 460 + 95 = 555 and 530 + 55 = 585 touch.
    """
    state = a_state(world(), "A")

    assert steps_rule_allows("occupancy", state, "B", minute) is allowed


@pytest.mark.parametrize(
    ("seated", "minute", "allowed"),
    [
        pytest.param("A", 500, True, id="the other chair is free"),
        pytest.param("AB", 500, False, id="both chairs are taken"),
        pytest.param("AB", 589, False, id="a minute before the first is clean"),
        pytest.param("AB", 590, True, id="as the first is clean"),
    ],
)
def test_places_are_taken_until_they_are_clean(
    seated: str, minute: int, allowed: bool
) -> None:
    """
    Rule 4: A holds u1 in [480, 570), B u2 in [510, 600); whoever comes arrives 20
    min before the injection.

    A second scanner keeps the first from mattering.
    """
    problem = world(("scanners", "south-pet", {"site_id": "north"}))
    state = a_state(problem, seated)

    assert steps_rule_allows("occupancy", state, "D", minute) is allowed


@pytest.mark.parametrize(
    ("field", "id_", "available", "minute", "allowed"),
    [
        pytest.param("scanners", "north-pet", (655, 685), 599, False, id="scan early"),
        pytest.param("scanners", "north-pet", (655, 685), 600, True, id="scan fits"),
        pytest.param("scanners", "north-pet", (655, 685), 601, False, id="scan late"),
        pytest.param("scanners", "north-pet", (655, 684), 600, False, id="uncleaned"),
        pytest.param("places", "north-u1", (580, 670), 600, True, id="place fits"),
        pytest.param("places", "north-u1", (580, 669), 600, False, id="place unclean"),
        pytest.param("places", "north-u1", (581, 670), 600, False, id="place closed"),
    ],
)
def test_places_and_scanners_keep_their_calendars(
    field: str, id_: str, available: tuple[int, int], minute: int, allowed: bool
) -> None:
    """
    Rule 4: at minute 600, A needs a place in [580, 670) and a scanner in [655, 685).
    """
    problem = world(
        (field, id_, {"available": span(*available)}),
        ("places", "north-u2", {"kind": "bed"}),
    )

    assert steps_rule_allows("occupancy", a_state(problem), "A", minute) is allowed


@pytest.mark.parametrize("change", [{"kind": "SPECT/CT"}, {"site_id": "south"}])
def test_scanner_is_of_the_kind_and_the_site(change: dict[str, Any]) -> None:
    """
    Rule 4: another kind of scanner, or one elsewhere, is none.
    """
    state = a_state(world(("scanners", "north-pet", change)))

    assert not steps_rule_allows("occupancy", state, "A", 600)


@pytest.mark.parametrize(
    ("changes", "minute", "allowed"),
    [
        pytest.param(
            {"injection_hours": span(500, 600)}, 499, False, id="hours: early"
        ),
        pytest.param({"injection_hours": span(500, 600)}, 500, True, id="hours: first"),
        pytest.param({"injection_hours": span(500, 600)}, 599, True, id="hours: last"),
        pytest.param({"injection_hours": span(500, 600)}, 600, False, id="hours: late"),
        pytest.param({}, 379, False, id="arrives before the site opens at 360"),
        pytest.param({}, 380, True, id="arrives as the site opens"),
        pytest.param({}, 1120, True, id="ends (60 + 20) as the site closes at 1200"),
        pytest.param({}, 1121, False, id="ends a minute after"),
        pytest.param({"unavailable": span(500, 700)}, 420, True, id="leaves at 500"),
        pytest.param({"unavailable": span(500, 700)}, 421, False, id="leaves at 501"),
        pytest.param({"unavailable": span(500, 700)}, 719, False, id="comes at 699"),
        pytest.param({"unavailable": span(500, 700)}, 720, True, id="comes at 700"),
    ],
)
def test_visit_lies_in_all_hours(
    changes: dict[str, Any], minute: int, allowed: bool
) -> None:
    """
    Rule 9: injection hours, opening hours, and the participant's own days.
    """
    state = a_state(world(("visits", "A", changes)))

    assert steps_rule_allows("availability", state, "A", minute) is allowed


NURSE = "north-n1"


@pytest.mark.parametrize(
    ("available", "minute", "allowed"),
    [
        pytest.param((580, 605), 599, False, id="preparation before the shift"),
        pytest.param((580, 605), 600, True, id="both in the shift"),
        pytest.param((580, 605), 601, False, id="injection after the shift"),
    ],
)
def test_nurse_is_on_shift(
    available: tuple[int, int], minute: int, allowed: bool
) -> None:
    """
    Rule 13: preparation takes 20 min before, the injection 5 min.
    """
    problem = world(
        ("people", NURSE, {"available": span(*available)}),
        ("people", "north-n2", {"roles": ()}),
    )

    assert steps_rule_allows("staff", a_state(problem), "A", minute) is allowed


@pytest.mark.parametrize(
    ("minute", "allowed"), [(670, True), (671, False), (724, False), (725, True)]
)
def test_nurse_does_one_thing_at_a_time(minute: int, allowed: bool) -> None:
    """
    Rule 13: D keeps the only nurse in [700, 725); F needs her for 30 min.
    """
    state = a_state(world(("people", "north-n2", {"roles": ()})), "D")

    assert steps_rule_allows("staff", state, "F", minute, None) is allowed


@pytest.mark.parametrize(
    ("minute", "allowed"), [(695, True), (696, False), (744, False), (745, True)]
)
def test_technologist_does_one_scan_at_a_time(minute: int, allowed: bool) -> None:
    """
    Rule 13: D keeps the technologist in [775, 800), set-up included, cleaning not.

    At an uptake of 60, A needs [t + 55, t + 80): 695 + 80 = 775, 745 + 55 = 800.
    """
    state = a_state(world(), "D")

    assert steps_rule_allows("staff", state, "A", minute) is allowed


@pytest.mark.parametrize(
    ("visit_id", "change", "allowed"),
    [
        pytest.param("A", {"trial_ids": ()}, False, id="not delegated"),
        pytest.param("B", {"trial_ids": ()}, True, id="clinical needs no delegation"),
        pytest.param("B", {"roles": ("technologist",)}, False, id="another role"),
        pytest.param("B", {"site_id": "south"}, False, id="another site"),
    ],
)
def test_nurse_has_role_site_and_delegation(
    visit_id: str, change: dict[str, Any], allowed: bool
) -> None:
    """
    Rule 13: somebody else on shift is nobody.
    """
    problem = world(("people", NURSE, change), ("people", "north-n2", {"roles": ()}))

    assert steps_rule_allows("staff", a_state(problem), visit_id, 600) is allowed


def test_nobody_is_needed_for_a_preparation_without_role() -> None:
    """
    Rule 13: F prepares alone for 30 min; the nurse may be busy until the injection.
    """
    problem = world(
        ("people", NURSE, {"available": span(600, 630)}),
        ("people", "north-n2", {"roles": ()}),
    )
    state = a_state(problem)

    assert steps_rule_allows("staff", state, "F", 600, None)
    assert not steps_rule_allows("staff", state, "F", 601, None)
