import time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.checks import check, level_values, warnings
from solver.plan.plan import (
    Administration,
    EquipmentHold,
    Occupation,
    Plan,
    PlannedBatch,
    Purpose,
    Shipment,
    Vial,
)
from tests.solver.checks.judged import altered, rules, world_with
from tests.solver.checks.mutation import changed
from tests.solver.checks.replanned import a_replanned_problem
from tests.solver.checks.world import a_problem
from tests.solver.checks.world_data import VISITS
from tests.solver.checks.world_plan import (
    INJECTIONS,
    RESOURCES,
    SHIPMENTS,
    VIALS,
    a_plan,
)
from tests.solver.checks.world_supply import a_supplied_problem

MINUTES = st.sampled_from([-1_054_080, -1, 0, 400, 500, 560, 580, 720, 2000, 1_054_080])
KBQ = st.sampled_from([1, 204_082, 4_000_000, 10**12])
UL = st.none() | st.sampled_from([0, 4000, 10**9])
BATCH_IDS = st.sampled_from(["R1", "R2", "R3", "O1", "?"])
SHIPMENT_IDS = st.sampled_from([*SHIPMENTS, "?"])
VIAL_IDS = st.sampled_from([*(v for ids in VIALS.values() for v in ids), "?"])
RESOURCE_IDS = st.sampled_from([*{r for ids in RESOURCES.values() for r in ids}, "?"])
PIECES = st.builds(
    EquipmentHold,
    equipment_id=st.sampled_from(["cyclotron", "hplc", "?"]),
    start_min=MINUTES,
    end_min=MINUTES,
)
BATCHES = st.builds(
    PlannedBatch,
    id=BATCH_IDS,
    reference_min=MINUTES,
    activity_kbq=KBQ,
    equipment=st.lists(PIECES, max_size=3).map(tuple),
    discard_min=st.none() | MINUTES,
)
SHIPPED = st.builds(
    Shipment,
    id=SHIPMENT_IDS,
    batch_id=BATCH_IDS,
    lane_id=st.sampled_from(["road", "flight", "truck", "?"]),
    departure_id=st.sampled_from([None, "SK1", "TR1", "?"]),
    handover_min=MINUTES,
    departs_min=MINUTES,
    arrives_min=MINUTES,
    usable_min=MINUTES,
)
FILLED = st.builds(
    Vial, id=VIAL_IDS, shipment_id=SHIPMENT_IDS, activity_kbq=KBQ, volume_ul=UL
)
HELD = st.builds(
    Occupation,
    resource_id=RESOURCE_IDS,
    purpose=st.sampled_from(Purpose),
    start_min=MINUTES,
    end_min=MINUTES,
)
SERVED = st.builds(
    Administration,
    visit_id=st.sampled_from([*INJECTIONS, "?"]),
    alternative=st.sampled_from([-1, 0, 1, 10**9]),
    vial_ids=st.lists(VIAL_IDS, max_size=3).map(tuple),
    demand_kbq=KBQ,
    draw_kbq=KBQ,
    draw_ul=UL,
    injection_min=MINUTES,
    scan_start_min=st.none() | MINUTES,
    usable_from_min=MINUTES,
    usable_until_min=MINUTES,
    occupations=st.lists(HELD, max_size=5).map(tuple),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan about known and unknown ids, some of its parts those of a valid one."""
    valid = a_plan()

    def some(
        records: tuple[object, ...], strategy: st.SearchStrategy[object]
    ) -> object:
        if draw(st.booleans()):
            return records
        key = "visit_id" if records is valid.administrations else "id"
        return tuple(
            draw(st.lists(strategy, max_size=6, unique_by=lambda e: getattr(e, key)))
        )

    return Plan.model_validate(
        {
            "batches": some(valid.batches, BATCHES),
            "shipments": some(valid.shipments, SHIPPED),
            "vials": some(valid.vials, FILLED),
            "administrations": some(valid.administrations, SERVED),
        }
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans())
def test_any_structurally_valid_plan_is_judged(plan: Plan) -> None:
    """
    Unknown ids, missing links and absurd numbers are violations, not exceptions.
    """
    for problem in (a_problem(), a_replanned_problem(), a_supplied_problem()):
        violations = check(problem, plan)
        level_values(problem, plan)
        warnings(problem, plan)

        assert violations or plan in (a_plan(), Plan())


def test_nobody_served_is_valid() -> None:
    """
    An empty plan breaks no rule.
    """
    assert check(a_problem(), Plan()) == []


def test_late_injection_and_assay_are_cautioned() -> None:
    """
    A may slip 5 min, to the shortest uptake, but not 10; a tolerance of 4 % is less
    than an assay may be off.

    The therapy F has neither a scan nor a short shelf life: nothing is said of it.
    """
    cautions = warnings(a_problem(), a_plan())
    tight = warnings(world_with("visits", "F", tolerance_permille=40), a_plan())

    assert {(each.visit_id, each.cause) for each in cautions} == {
        (visit_id, "injection 10 min late") for visit_id in "ABCDE"
    }
    assert {each.cause for each in tight if each.visit_id == "F"} == {
        "assay 5 % low",
        "assay 5 % high",
    }
    assert str(cautions[0]) == (
        "A: injection 10 min late: 5 min past its end (shortest uptake)"
    )


def test_dose_injected_ages_before_its_reference_is_judged() -> None:
    """
    A dispensed dose two years before its reference would hold 2^100 times its
    content: no minute is within limits, which the checker finds without searching
    for ever.
    """
    plan = altered(a_plan(), "D", injection_min=-1_054_080)

    assert "administered_activity" in rules(a_replanned_problem(), plan)


def test_large_plan_is_judged_quickly() -> None:
    """
    150 visits on a few batches, most of them in each other's way, take less than 1 s
    of processor time, with thousands of violations to tell.
    """
    visits, administrations = [], []
    for visit in VISITS.values():
        for number in range(25):
            fields: dict[str, Any] = {"id": f"{visit.id}{number}", "follows": None}
            visits.append(changed(visit, **fields))
    for one in a_plan().administrations:
        for number in range(25):
            fields = {"visit_id": f"{one.visit_id}{number}"}
            minute = one.injection_min + number
            administrations.append(changed(one, injection_min=minute, **fields))
    problem = a_problem(visits=tuple(visits))
    plan = changed(a_plan(), administrations=tuple(administrations))
    start = time.process_time()
    violations = check(problem, plan)

    assert time.process_time() - start < 1
    assert len(violations) > 1000
