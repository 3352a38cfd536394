from typing import Any

import pytest

from solver.problem.commitments import MeasuredVial
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
