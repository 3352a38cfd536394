from typing import Any

import pytest

from solver.problem.base import Interval
from tests.solver.checks.judged import altered, named, rules, world_with
from tests.solver.checks.mutation import changed
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import DAY, FDG
from tests.solver.checks.world_plan import a_plan


@pytest.mark.parametrize(
    ("moved", "is_named"),
    [
        ({"A": 875}, False),  # ends at 880 = EOS 400 + 480
        ({"A": 876}, True),
        ({"D": 800}, False),  # ends at 805 = portioning 565 + 240
        ({"D": 801}, True),
    ],
)
def test_injection_a_minute_past_expiry(moved: dict[str, int], is_named: bool) -> None:
    """
    Shelf life is inclusive: its very minute is fine, the next is named.
    """
    assert ("shelf_life" in rules(a_problem(), a_plan(**moved))) is is_named


@pytest.mark.parametrize(
    ("life", "is_named"),
    [
        ({"from_receipt_min": 65}, False),  # C: 540 + 65 = 605; A: 470 + 65 = 535
        ({"from_receipt_min": 64}, True),  # B ends at 535
        ({"from_eos_min": 185}, False),  # C ends at 585 = 400 + 185
        ({"from_eos_min": 184}, True),
    ],
)
def test_every_shelf_life_counts(life: dict[str, int], is_named: bool) -> None:
    """
    The earliest of the shelf lives holds, each from its own instant.
    """
    problem = world_with("products", "FDG", shelf_life=changed(FDG.shelf_life, **life))

    assert ("shelf_life" in rules(problem, a_plan())) is is_named


def test_shelf_life_from_reference() -> None:
    """
    F ends at 630, 90 min before the reference time of its order: zero is enough.
    """
    for life, minute, is_named in ((0, 690, False), (0, 691, True)):
        product = next(e for e in a_problem().products if e.id == "LUT")
        problem = world_with(
            "products",
            "LUT",
            shelf_life=changed(product.shelf_life, from_reference_min=life),
        )

        assert ("shelf_life" in rules(problem, a_plan(F=minute))) is is_named


@pytest.mark.parametrize(("quality_control", "is_named"), [(100, False), (101, True)])
def test_dose_before_final_release(quality_control: int, is_named: bool) -> None:
    """
    R1 travels before its release, but A is injected at 500, 100 min after EOS.
    """
    problem = world_with("processes", "make FDG", quality_control_min=quality_control)

    assert (("production_chain", "A") in named(problem, a_plan())) is is_named


@pytest.mark.parametrize(
    ("field", "id", "changes", "is_named"),
    [
        ("runs", "R1", {"earliest_eos_min": 400}, False),
        ("runs", "R1", {"earliest_eos_min": 401}, True),
        ("runs", "R1", {"latest_eos_min": 400}, False),
        ("lines", "L1", {"max_runs_per_day": 1}, True),
        ("lines", "L1", {"cooldown_min": 120}, False),  # R2 starts 120 min after R1
        ("lines", "L1", {"cooldown_min": 121}, True),
        ("lines", "L1", {"changeover_min": 90}, False),  # cleaning takes 30
        ("lines", "L1", {"changeover_min": 91}, True),
        ("lines", "L1", {"available": (Interval(start_min=360, end_min=1920),)}, False),
        ("lines", "L1", {"available": (Interval(start_min=361, end_min=1920),)}, True),
        ("lines", "L1", {"available": (Interval(start_min=360, end_min=1919),)}, True),
        # R1 is packed at 400 + 5 + 2 * 3 + 10 = 421 and handed over at 425
        ("processes", "make FDG", {"packing_min": 14}, False),
        ("processes", "make FDG", {"packing_min": 15}, True),
        ("processes", "make FDG", {"is_conditional_dispatch": False}, True),
        ("processes", "make GAL", {"is_conditional_dispatch": True}, False),
        ("orders", "O1", {"ready_min": 330}, False),
        ("orders", "O1", {"ready_min": 331}, True),
    ],
)
def test_production_edges(
    field: str, id: str, changes: dict[str, Any], is_named: bool
) -> None:
    """
    Runs keep to their window, their line and its gaps; hand-over waits for packing.
    """
    problem = world_with(field, id, **changes)

    assert ("production_chain" in rules(problem, a_plan())) is is_named


@pytest.mark.parametrize(
    ("overrides", "rule", "is_named"),
    [
        ({"as_of_min": 0}, "orders", False),
        ({"as_of_min": 1}, "orders", True),
        ({"as_of_min": 330}, "transport", False),  # O1 is handed over at 330
        ({"as_of_min": 331}, "transport", True),
        ({"as_of_min": 360}, "production_chain", False),  # R1 starts at 360
        ({"as_of_min": 361}, "production_chain", True),
    ],
)
def test_nothing_new_before_now(
    overrides: dict[str, Any], rule: str, is_named: bool
) -> None:
    """
    Cut-offs, syntheses and hand-overs of what is not committed lie not in the past.
    """
    assert (rule in rules(a_problem(**overrides), a_plan())) is is_named


@pytest.mark.parametrize(
    ("field", "id", "changes", "is_named"),
    [
        ("departures", "SK1", {"handover_min": 440}, False),
        ("departures", "SK1", {"handover_min": 439}, True),
        ("departures", "SK1", {"arrives_min": 541}, True),
        ("departures", "SK1", {"departs_min": 481}, True),
        ("departures", "SK1", {"lane_id": "truck"}, True),
        ("lanes", "flight", {"receiving_min": 16}, True),
        ("lanes", "flight", {"unit_id": "maker"}, True),
        ("lanes", "road", {"door_to_door_min": 46}, True),
        ("lanes", "road", {"door_to_door_min": None, "hours": ()}, True),
    ],
)
def test_shipment_takes_a_real_departure(
    field: str, id: str, changes: dict[str, Any], is_named: bool
) -> None:
    """
    Times, unit and kind of a lane are those of the problem.
    """
    problem = world_with(field, id, **changes)

    assert ("transport" in rules(problem, a_plan())) is is_named


@pytest.mark.parametrize(("end", "is_named"), [(426, False), (425, True)])
def test_lane_on_demand_leaves_within_its_hours(end: int, is_named: bool) -> None:
    """
    The van of R1 leaves in the minute 425; hours are half-open.
    """
    hours = (
        Interval(start_min=425 if end > 425 else 424, end_min=end),
        Interval(start_min=500, end_min=2 * DAY),
    )
    problem = world_with("lanes", "road", hours=hours)

    assert (("transport", "R1/road") in named(problem, a_plan())) is is_named


def test_shipment_lent_to_another_site() -> None:
    """
    C in the south cannot be served from the vial that went north, nor A from C's.
    """
    lent = altered(a_plan(), "C", vial_ids=("R1/road/v1",))
    back = altered(a_plan(), "A", vial_ids=("R1/SK1/v1",))

    assert ("transport", "C") in named(a_problem(), lent)
    assert ("transport", "A") in named(a_problem(), back)


@pytest.mark.parametrize(
    ("changes", "is_named"),
    [
        ({}, False),
        ({"site_id": "north", "trial_id": None}, True),
        ({"unit_id": "maker"}, True),
        ({"valid": Interval(start_min=580, end_min=581)}, False),
        ({"valid": Interval(start_min=0, end_min=580)}, True),
        ({"valid": Interval(start_min=581, end_min=DAY)}, True),
    ],
)
def test_batch_at_an_unauthorised_site(changes: dict[str, Any], is_named: bool) -> None:
    """
    C, injected in the south at 580, needs an authorisation for just that.
    """
    authorisations = tuple(
        changed(each, **changes) if each.site_id == "south" else each
        for each in a_problem().authorisations
    )
    problem = a_problem(authorisations=authorisations)

    assert (("supply_authorisation", "C") in named(problem, a_plan())) is is_named


def test_trial_is_active_at_its_site() -> None:
    """
    A site that is not activated gets nothing for the trial; B is clinical.
    """
    problem = world_with("trials", "T1", active_site_ids=("south",))
    found = {e for e in named(problem, a_plan()) if e[0] == "supply_authorisation"}

    assert found == {("supply_authorisation", each) for each in "ADEF"}
