from pathlib import Path
from typing import Any

import pytest

from solver.constraints import RULES
from solver.problem.commitments import MeasuredVial
from solver.problem.problem import Problem
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import FDG, GAL, LUT
from tests.solver.constraints.asking import offer_rule_allows, world
from tests.solver.state.seating import a_state

VAN = ("R1", 400, "road", 1)
PLANE = ("R1", 400, "SK1", 1)
SYRINGE = ("R2", 560, "road", 0)
TRUCK = ("O1", 720, "TR1", 0)

# Needs at the reference minute; derived in tests/solver/state/test_load_amounts.py.
NEED_A, NEED_B, NEED_D = 383_745, 463_781, 1_039_289


def container_of(product: Any, **changes: Any) -> dict[str, Any]:
    """A product's container, changed."""
    return {"container": type(product.container)(**(dict(product.container) | changes))}


@pytest.mark.parametrize(
    ("minute", "allowed"), [(710, False), (711, True), (730, True), (731, False)]
)
def test_dispensed_dose_stays_within_tolerance(minute: int, allowed: bool) -> None:
    """
    Rule 1: the syringe dispensed for D at 720 may slip while net is 180 to 220 MBq.

    200 000 * 2^(-s/67.71): s <= 67.71 * log2(1/0.9) = 10.29 and
    s >= -67.71 * log2(1.1) = -9.31.
    """
    state = a_state(a_replanned_problem())

    found = offer_rule_allows("administered_activity", state, "D", SYRINGE, minute)
    assert found is allowed
    # While it is not dispensed yet, any minute gets a dose of its own.
    free = a_state(a_problem())
    assert offer_rule_allows("administered_activity", free, "D", SYRINGE, minute)


def test_dispensed_dose_is_its_owners() -> None:
    """
    Rule 1: nobody else is given D's syringe or F's vials.
    """
    state = a_state(a_replanned_problem())

    assert not offer_rule_allows("administered_activity", state, "E", SYRINGE, 720)
    assert offer_rule_allows("administered_activity", state, "F", TRUCK, 600)
    assert not offer_rule_allows("administered_activity", state, "D", TRUCK, 600)


@pytest.mark.parametrize(
    ("spare_kbq", "minute", "allowed"),
    [
        pytest.param(0, 500, True, id="just enough"),
        pytest.param(0, 501, False, id="a minute older"),
        pytest.param(-1, 500, False, id="1 kBq short"),
        pytest.param(-1, 499, True, id="1 kBq short, a minute younger"),
    ],
)
@pytest.mark.parametrize("limit", ["capacity", "vial", "volume"])
def test_batch_and_vial_hold_the_dose(
    limit: str, spare_kbq: int, minute: int, allowed: bool
) -> None:
    """
    Rule 2: capacity covers dose, dead volume and sample; a vial its own part of it.

    With 1 MBq/mL a kBq is a microliter, and the dead volume of 200 µL 200 kBq.
    """
    changes: tuple[str, str, dict[str, Any]]
    if limit == "capacity":
        most = NEED_A + 100_000 + 50_000 + spare_kbq
        changes = ("processes", "make FDG", {"capacity_kbq": most})
    elif limit == "vial":
        most = NEED_A + 100_000 + spare_kbq
        changes = ("products", "FDG", container_of(FDG, max_activity_kbq=most))
    else:
        fine = container_of(
            FDG,
            concentration_kbq_per_ml=1000,
            max_volume_ul=NEED_A + 200 + spare_kbq,
        )
        changes = ("products", "FDG", fine)
    state = a_state(world(changes))

    assert offer_rule_allows("batch_balance", state, "A", VAN, minute) is allowed


@pytest.mark.parametrize(("spare_kbq", "allowed"), [(0, True), (-1, False)])
def test_second_dose_needs_what_the_first_has_left(
    spare_kbq: int, allowed: bool
) -> None:
    """
    Rule 2: B in A's vial pays no dead volume and no sample again.
    """
    most = NEED_A + NEED_B + 150_000 + spare_kbq
    state = a_state(world(("processes", "make FDG", {"capacity_kbq": most})), "A")

    assert offer_rule_allows("batch_balance", state, "B", VAN, 530) is allowed
    # In a vial of its own, B would need 100 000 kBq of dead volume more.
    assert not offer_rule_allows("batch_balance", state, "B", PLANE, 530)


@pytest.mark.parametrize(("spare_kbq", "allowed"), [(0, True), (-1, False)])
def test_unit_dose_needs_its_dead_volume(spare_kbq: int, allowed: bool) -> None:
    """
    Rule 2: run and syringe hold dose and dead volume of D.
    """
    most = NEED_D + 10_000 + spare_kbq
    for change in (
        ("processes", "make GAL", {"capacity_kbq": most}),
        ("products", "GAL", container_of(GAL, max_activity_kbq=most)),
    ):
        state = a_state(world(change))
        found = offer_rule_allows("batch_balance", state, "D", SYRINGE, 720)
        assert found is allowed


@pytest.mark.parametrize(
    ("alternative", "most", "allowed"),
    [(0, 1, True), (1, 1, False), (1, 2, True)],
)
def test_order_has_so_many_vials(alternative: int, most: int, allowed: bool) -> None:
    """
    Rule 2: F needs one vial for 1 kBq, and two of 3.9 GBq for 7 GBq.
    """
    state = a_state(world(("orders", "O1", {"max_portions": most})))

    found = offer_rule_allows("batch_balance", state, "F", TRUCK, 600, alternative)
    assert found is allowed


@pytest.mark.parametrize(("spare_kbq", "allowed"), [(0, True), (-1, False)])
def test_whole_vial_gives_its_content_less_dead_volume(
    spare_kbq: int, allowed: bool
) -> None:
    """
    Rule 2: two vials of half the need of F, 6 939 434 kBq, suffice, and no less.
    """
    content = container_of(LUT, content_kbq=6_939_434 // 2 + 100_000 + spare_kbq)
    problem = world(("products", "LUT", content), ("orders", "O1", {"max_portions": 2}))
    state = a_state(problem)

    found = offer_rule_allows("batch_balance", state, "F", TRUCK, 600, 1)
    assert found is allowed


@pytest.mark.parametrize(
    ("seated", "measured_kbq", "allowed"),
    [
        pytest.param("A", None, True, id="B's part is there"),
        pytest.param("AB", None, False, id="all is drawn"),
        # Measured as m, 463 781 kBq take ceil(463 781 * 1896/m) µL: beside A's 768,
        # 928 of the 1696 µL are left, and 463 781 * 1896/928 = 947 552.6.
        pytest.param("A", 947_553, True, id="measured as enough"),
        pytest.param("A", 947_552, False, id="measured 1 kBq short"),
    ],
)
def test_stock_gives_what_is_in_it(
    seated: str, measured_kbq: int | None, allowed: bool
) -> None:
    """
    Rule 2: nothing is added to a vial that exists, and measured is what counts.
    """
    measured: tuple[MeasuredVial, ...] = ()
    if measured_kbq is not None:
        measured = (MeasuredVial(vial_id="R1/road/v1", activity_kbq=measured_kbq),)
    state = a_state(a_replanned_problem({"measured_vials": measured}), seated)

    assert offer_rule_allows("batch_balance", state, "B", VAN, 530) is allowed


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


@pytest.mark.parametrize(
    ("visit_id", "source", "minute", "allowed"),
    [
        # 400 + 480 = 880 from EOS; from receipt at 460 the earliest, 420: 880 too
        pytest.param("A", VAN, 875, True, id="FDG ends at expiry"),
        pytest.param("A", VAN, 876, False, id="FDG ends a minute after"),
        # portioning begins at 565; 565 + 240 = 805
        pytest.param("D", SYRINGE, 800, True, id="GAL ends at expiry"),
        pytest.param("D", SYRINGE, 801, False, id="GAL ends a minute after"),
        # 720 + 2000, and 30 min of infusion
        pytest.param("F", TRUCK, 2690, True, id="LUT ends at expiry"),
        pytest.param("F", TRUCK, 2691, False, id="LUT ends a minute after"),
    ],
)
def test_injection_ends_within_the_shelf_life(
    visit_id: str, source: tuple[str, int, str, int], minute: int, allowed: bool
) -> None:
    """
    Rule 7: the end of the injection counts, the last minute included.
    """
    state = a_state(world())

    assert offer_rule_allows("shelf_life", state, visit_id, source, minute) is allowed


@pytest.mark.parametrize(("minute", "allowed"), [(595, True), (596, False)])
def test_shelf_life_from_receipt(minute: int, allowed: bool) -> None:
    """
    Rule 7: SK1 arrives at 540; 60 min later the injection of 5 min has ended.
    """
    life = type(FDG.shelf_life)(from_receipt_min=60)
    state = a_state(world(("products", "FDG", {"shelf_life": life})))

    assert offer_rule_allows("shelf_life", state, "C", PLANE, minute) is allowed


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
    assert len(RULES) == 13
    assert {rule.name for rule in RULES if f'"{rule.name}"' not in text} == set()
