from pathlib import Path
from typing import Any

import pytest

from solver.constraints import RULES
from solver.problem.problem import Problem
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.constraints.asking import offer_rule_allows, world
from tests.solver.state.seating import a_state

VAN = ("R1", 400, "road", 1)
PLANE = ("R1", 400, "SK1", 1)
SYRINGE = ("R2", 560, "road", 0)
TRUCK = ("O1", 720, "TR1", 0)

# Needs at the reference minute; derived in tests/solver/state/test_load_amounts.py.
NEED_A, NEED_B, NEED_D = 383_745, 463_781, 1_039_289


@pytest.mark.parametrize(("minute", "allowed"), [(429, False), (430, True)])
def test_nothing_is_injected_before_release(minute: int, allowed: bool) -> None:
    """
    Rule 5: quality control takes 30 min from EOS at 400.
    """
    state = a_state(world())

    assert offer_rule_allows("production_chain", state, "A", VAN, minute) is allowed


@pytest.mark.parametrize(
    ("eos_min", "allowed"),
    [
        pytest.param(485, True, id="cleaned and changed over"),
        pytest.param(484, False, id="starts a minute too early"),
        pytest.param(400, False, id="at the same time"),
    ],
)
def test_line_makes_one_run_at_a_time(eos_min: int, allowed: bool) -> None:
    """
    Rule 5: FDG ends at 400; 30 min cleaning, 15 change-over and 40 synthesis: 485.
    """
    state = a_state(world(), "A")
    source = ("R2", eos_min, "road", 0)

    assert offer_rule_allows("production_chain", state, "D", source, 900) is allowed


@pytest.mark.parametrize(
    ("eos_min", "allowed"), [(489, False), (490, True), (600, True), (601, False)]
)
def test_line_changes_over_for_another_product_only(
    eos_min: int, allowed: bool
) -> None:
    """
    Rule 5: after GAL at 420 another GAL may end at 420 + 30 + 40 = 490.

    Before GAL at 670, another has to end by 670 - 40 - 30 = 600.
    """
    early = ("runs", "R2", {"latest_eos_min": 3000})
    same_day = ("runs", "R3", {"earliest_eos_min": 0, "day": 0})
    problem = world(early, same_day)
    state = a_state(problem)
    first = 420 if eos_min < 500 else 670
    placement = a_state(problem, "D").placements["D"].moved_to(first)
    state.insert(placement)
    source = ("R3", eos_min, "road", 0)

    assert offer_rule_allows("production_chain", state, "E", source, 1500) is allowed


@pytest.mark.parametrize(
    ("change", "eos_min", "allowed"),
    [
        pytest.param({"max_runs_per_day": 1}, 560, False, id="one run a day"),
        pytest.param({"max_runs_per_day": 2}, 560, True, id="two runs a day"),
        pytest.param({"available": (520, 561)}, 560, True, id="in the line's hours"),
        pytest.param({"available": (520, 560)}, 560, True, id="ends as they end"),
        pytest.param({"available": (521, 561)}, 560, False, id="starts too early"),
        pytest.param({"available": (519, 559)}, 560, False, id="ends too late"),
    ],
)
def test_line_keeps_its_calendar_and_its_day(
    change: dict[str, Any], eos_min: int, allowed: bool
) -> None:
    """
    Rule 5: R1 is made on day 0; R2 needs the line for the 40 min before its EOS.
    """
    if "available" in change:
        start, end = change["available"]
        day = world().lines[0].available[0]
        change = {"available": (type(day)(start_min=start, end_min=end),)}
    state = a_state(world(("lines", "L1", change)), "A")
    source = ("R2", eos_min, "road", 0)

    assert offer_rule_allows("production_chain", state, "D", source, 900) is allowed


@pytest.mark.parametrize(
    ("handover_min", "allowed"), [(421, True), (420, False), (418, False)]
)
def test_one_more_portion_does_not_miss_the_flight(
    handover_min: int, allowed: bool
) -> None:
    """
    Rule 5: with C's vial R1 is packed at 418, with a second one at 421.
    """
    state = a_state(world(("departures", "SK1", {"handover_min": handover_min})), "C")

    assert offer_rule_allows("production_chain", state, "A", VAN, 500) is allowed


def test_one_more_draw_is_no_portion() -> None:
    """
    Rule 5: B in A's vial keeps nobody waiting, even with the flight at 421.
    """
    state = a_state(world(("departures", "SK1", {"handover_min": 421})), "AC")

    assert offer_rule_allows("production_chain", state, "B", VAN, 530)


@pytest.mark.parametrize(("as_of_min", "allowed"), [(300, True), (301, False)])
def test_orders_close_at_the_cut_off(as_of_min: int, allowed: bool) -> None:
    """
    Rule 8: an order in that very minute is accepted; what is made needs none.
    """
    cutoff = {"cutoff_min": 300}
    changes = (("runs", "R1", cutoff), ("orders", "O1", cutoff))
    open_ = a_state(world(*changes, as_of_min=as_of_min))

    assert offer_rule_allows("orders", open_, "A", VAN, 500) is allowed
    assert offer_rule_allows("orders", open_, "F", TRUCK, 600) is allowed
    committed = a_state(a_replanned_problem(as_of_min=9_999))
    assert offer_rule_allows("orders", committed, "B", VAN, 530)


@pytest.mark.parametrize(
    ("visit_id", "source", "minute", "allowed"),
    [
        # one vial: packed at 400 + 5 + 3 + 10 = 418; 45 min to drive, 10 to receive
        pytest.param("A", VAN, 472, False, id="the van a minute too early"),
        pytest.param("A", VAN, 473, True, id="the van, received"),
        pytest.param("C", PLANE, 554, False, id="the plane a minute too early"),
        pytest.param("C", PLANE, 555, True, id="the plane, received"),
        # packed at EOS + 18: 432 + 18 = 450 is the last hand-over of SK1
        pytest.param("C", ("R1", 432, "SK1", 1), 600, True, id="last hand-over"),
        pytest.param("C", ("R1", 433, "SK1", 1), 600, False, id="missed"),
        # released at 590, and handed over only then
        pytest.param("D", SYRINGE, 644, False, id="syringe a minute too early"),
        pytest.param("D", SYRINGE, 645, True, id="syringe, received"),
        pytest.param("F", TRUCK, 519, False, id="truck a minute too early"),
        pytest.param("F", TRUCK, 520, True, id="truck, received"),
    ],
)
def test_dose_is_there_and_received(
    visit_id: str, source: tuple[str, int, str, int], minute: int, allowed: bool
) -> None:
    """
    Rule 10: hand-over, journey and receiving check come before the injection.
    """
    state = a_state(world())

    assert offer_rule_allows("transport", state, visit_id, source, minute) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(475, False), (476, True)])
def test_second_portion_leaves_three_minutes_later(minute: int, allowed: bool) -> None:
    """
    Rule 10: beside C's vial, the van's is packed at 421 and usable at 476.
    """
    state = a_state(world(), "C")

    assert offer_rule_allows("transport", state, "A", VAN, minute) is allowed


@pytest.mark.parametrize(
    ("problem", "allowed"),
    [
        pytest.param(world(as_of_min=450), True, id="now is the last hand-over"),
        pytest.param(world(as_of_min=451), False, id="a minute after it"),
    ],
)
def test_nothing_is_handed_over_before_now(problem: Problem, allowed: bool) -> None:
    """
    Rule 10: a departure that has left takes nothing new.
    """
    state = a_state(problem)

    assert offer_rule_allows("transport", state, "C", PLANE, 600) is allowed


@pytest.mark.parametrize(
    ("hours", "minute", "allowed"),
    [
        pytest.param((0, 419), 473, True, id="leaves at 418, in the last minute"),
        pytest.param((0, 418), 900, False, id="the lane has closed"),
        pytest.param((450, 500), 504, False, id="leaves at 450, a minute early"),
        pytest.param((450, 500), 505, True, id="leaves at 450, received at 505"),
    ],
)
def test_lane_on_demand_keeps_its_hours(
    hours: tuple[int, int], minute: int, allowed: bool
) -> None:
    """
    Rule 10: what is packed waits for the lane's hours, and stays if they are over.
    """
    span = world().lines[0].available[0]
    interval = type(span)(start_min=hours[0], end_min=hours[1])
    state = a_state(world(("lanes", "road", {"hours": (interval,)})))

    assert offer_rule_allows("transport", state, "A", VAN, minute) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(647, False), (648, True)])
def test_each_made_whole_vial_takes_its_time(minute: int, allowed: bool) -> None:
    """
    Rules 5 and 10: two whole vials of one dose are two portions of their run.

    They are packed at 560 + 5 + 2 * 12 + 4 = 593; 55 min to drive and to receive.
    """
    process = {"product_id": "LUT", "dispensing_per_portion_min": 12}
    problem = world(("processes", "make GAL", process | {"packing_min": 4}))
    state = a_state(problem)

    found = offer_rule_allows("transport", state, "F", SYRINGE, minute, 1)
    assert found is allowed


def test_every_rule_is_asked_here() -> None:
    """
    A rule without a test on both sides of its edge could be wrong for years.
    """
    text = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    unasked = {
        rule.name
        for rule in RULES
        if f'"{rule.name}"' not in text and f"{type(rule).__name__}()" not in text
    }
    assert unasked == set()
