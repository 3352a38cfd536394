from typing import Any

import pytest

from solver.checks import check
from solver.problem.demand import Alternative
from tests.solver.checks.judged import altered, named, rules, world_with
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import FDG, GAL, LUT, VISITS
from tests.solver.checks.world_plan import a_plan


@pytest.mark.parametrize(("by", "expected"), [(-1, True), (0, False), (1, False)])
def test_batch_has_at_least_its_recomputed_demand(by: int, expected: bool) -> None:
    """
    EOS activity 1 kBq below what the doses take is named; 1 kBq more is no fault.
    """
    before = next(each for each in a_plan().batches if each.id == "R1")
    plan = altered(a_plan(), "R1", activity_kbq=before.activity_kbq + by)

    assert (("batch_balance", "R1") in named(a_problem(), plan)) is expected
    assert (("conservation", "R1") in named(a_problem(), plan)) is expected


def test_demand_is_recomputed_and_not_believed() -> None:
    """
    Demand, vial and batch that agree with each other on 1 kBq too little are named.
    """
    plan = a_plan()
    batch = next(each for each in plan.batches if each.id == "R1")
    vial = next(each for each in plan.vials if each.id == "R1/SK1/v1")
    dose = next(each for each in plan.administrations if each.visit_id == "C")
    plan = altered(plan, "R1", activity_kbq=batch.activity_kbq - 1)
    plan = altered(plan, "R1/SK1/v1", activity_kbq=vial.activity_kbq - 1)
    plan = altered(plan, "C", demand_kbq=dose.demand_kbq - 1)
    found = named(a_problem(), plan)

    assert {("batch_balance", "C"), ("batch_balance", "R1/SK1/v1")} <= found


@pytest.mark.parametrize(("by", "expected"), [(-1, True), (0, False), (1, False)])
def test_vial_has_at_least_the_volume_drawn(by: int, expected: bool) -> None:
    """
    A draw of more mL than the vial holds is named; spare volume is no fault.
    """
    before = next(each for each in a_plan().vials if each.id == "R1/road/v1")
    assert before.volume_ul is not None
    plan = altered(a_plan(), "R1/road/v1", volume_ul=before.volume_ul + by)

    assert (("batch_balance", "R1/road/v1") in named(a_problem(), plan)) is expected


@pytest.mark.parametrize(
    ("product", "container", "vial_id", "is_short"),
    [
        # D takes 1,039,1xx kBq and 10,000 kBq are dead
        (GAL, {"max_activity_kbq": 1_040_000}, "R2/road/D", True),
        (GAL, {"max_activity_kbq": 1_060_000}, "R2/road/D", False),
        # A and B take 848 MBq of 500 MBq/mL and 200 µL are dead: 1896 µL
        (FDG, {"max_volume_ul": 1_890}, "R1/road/v1", True),
        (FDG, {"max_volume_ul": 1_900}, "R1/road/v1", False),
        # the fill is no more than 4000 µL contain
        (LUT, {"content_kbq": 3_999_999}, "O1/TR1/F.1", True),
        (LUT, {"dead_volume_ul": 2_000}, "O1/TR1/F.1", True),
    ],
)
def test_container_limits_hold(
    product: Any, container: dict[str, Any], vial_id: str, is_short: bool
) -> None:
    """
    A vial holds no more than it may, and whole vials what they are sold with.
    """
    problem = world_with(
        "products", product.id, container=changed(product.container, **container)
    )

    assert (("batch_balance", vial_id) in named(problem, a_plan())) is is_short


def test_whole_vials_are_as_many_as_it_takes() -> None:
    """
    F takes 6,939,xxx kBq of vials that give 3,900,000 kBq each: two, not three.

    A target of 3,900,000 kBq takes 3,866,252 kBq and so a single vial.
    """
    target = Alternative(target_kbq=3_900_000)
    one = world_with("visits", "F", alternatives=(VISITS["F"].alternatives[0], target))
    messages = [each.message for each in check(one, a_plan())]
    single = altered(a_plan(), "F", vial_ids=("O1/TR1/F.1",))

    assert "visit F takes 2 vials, 1 suffice" in messages
    assert ("batch_balance", "O1/TR1/F.1") in named(a_problem(), single)


@pytest.mark.parametrize(("most", "is_named"), [(1, True), (2, False)])
def test_order_and_shipment_carry_no_more_than_they_may(
    most: int, is_named: bool
) -> None:
    """
    Two vials are within an order of two portions, and not of one.
    """
    problem = world_with("orders", "O1", max_portions=most)

    assert (("batch_balance", "O1") in named(problem, a_plan())) is is_named


def test_shipment_carries_one_multi_dose_vial_unless_told() -> None:
    """
    A second multi-dose vial in one shipment is named where one is allowed.
    """
    plan = a_plan()
    second = changed(
        next(each for each in plan.vials if each.id == "R1/road/v1"), id="R1/road/v2"
    )
    plan = changed(plan, vials=(*plan.vials, second))
    two = world_with(
        "products", "FDG", container=changed(FDG.container, max_vials_per_shipment=2)
    )

    assert ("batch_balance", "R1/road") in named(a_problem(), plan)
    assert ("batch_balance", "R1/road") not in named(two, plan)


@pytest.mark.parametrize(
    ("id", "changes", "rule"),
    [
        ("A", {"alternative": 1}, "administered_activity"),
        ("A", {"draw_kbq": 204_081}, "administered_activity"),
        ("A", {"usable_from_min": 484}, "administered_activity"),
        ("A", {"usable_until_min": 506}, "administered_activity"),
        ("A", {"draw_ul": None}, "batch_balance"),
        ("A", {"vial_ids": ("R1/road/v1", "R1/SK1/v1")}, "identity"),
        ("A", {"vial_ids": ("R1/road/v1", "R1/road/v1")}, "identity"),
        ("A", {"vial_ids": ("R2/road/D",)}, "identity"),
        ("R2/road", {"batch_id": "R9"}, "identity"),
        ("R2/road/D", {"shipment_id": "R9/road"}, "identity"),
        ("R1/road/v1", {"activity_kbq": 900_000}, "conservation"),
        ("A", {"draw_kbq": 300_000}, "conservation"),
        ("F", {"draw_kbq": 8_000_000}, "conservation"),
    ],
)
def test_tampered_numbers_and_links_are_named(
    id: str, changes: dict[str, Any], rule: str
) -> None:
    """
    Each number and link of a dose is compared with what it must be.
    """
    assert rule in rules(a_problem(), altered(a_plan(), id, **changes))


def test_phantom_batch_is_named() -> None:
    """
    A batch that is neither a run nor an order cannot be in a plan.
    """
    plan = a_plan()
    phantom = changed(plan.batches[0], id="R9")
    plan = changed(plan, batches=(*plan.batches, phantom))

    assert named(a_problem(), plan) == {("identity", "R9")}
