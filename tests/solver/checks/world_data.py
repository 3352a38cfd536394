"""Products, procedures and visits of the hand-made world."""

from typing import Any

from solver.problem.base import Interval
from solver.problem.demand import Alternative, Follows, PriorityClass, Visit
from solver.problem.procedures import Procedure, Scan
from solver.problem.products import Container, Presentation, Product, ShelfLife

DAY = 1440
ALWAYS = (Interval(start_min=0, end_min=2 * DAY),)
OPEN = (
    Interval(start_min=360, end_min=1200),
    Interval(start_min=DAY + 360, end_min=DAY + 1200),
)

FDG = Product(
    id="FDG",
    name="Multi-dose tracer",
    nuclide="F-18",
    half_life_min=109.77,
    presentation=Presentation.MULTI_DOSE_VIAL,
    residual_permille=20,
    shelf_life=ShelfLife(from_eos_min=480, from_receipt_min=420),
    container=Container(
        concentration_kbq_per_ml=500_000,
        max_activity_kbq=10_000_000,
        max_volume_ul=20_000,
        dead_volume_ul=200,
    ),
)
GAL = Product(
    id="GAL",
    name="Unit-dose tracer",
    nuclide="Ga-68",
    half_life_min=67.71,
    presentation=Presentation.UNIT_DOSE,
    residual_permille=10,
    shelf_life=ShelfLife(from_dispensing_min=240),
    container=Container(concentration_kbq_per_ml=200_000, dead_volume_ul=50),
)
LUT = Product(
    id="LUT",
    name="Bought therapy",
    nuclide="Lu-177",
    half_life_min=9571.68,
    presentation=Presentation.WHOLE_VIALS,
    shelf_life=ShelfLife(from_reference_min=2000),
    container=Container(
        concentration_kbq_per_ml=1_000_000, dead_volume_ul=100, content_kbq=4_000_000
    ),
)
PRODUCTS = {each.id: each for each in (FDG, GAL, LUT)}

PET = Procedure(
    id="PET",
    name="PET/CT",
    place_kind="uptake",
    preparation_min=20,
    preparation_role="nurse",
    injection_min=5,
    injection_role="nurse",
    place_cleaning_min=10,
    scan=Scan(
        scanner_kind="PET/CT",
        role="technologist",
        uptake_min=55,
        uptake_max_min=75,
        setup_min=5,
        cleaning_min=5,
    ),
)
INFUSION = Procedure(
    id="INF",
    name="Infusion",
    place_kind="infusion",
    preparation_min=30,
    preparation_role=None,
    injection_min=30,
    injection_role="nurse",
    observation_min=60,
    place_cleaning_min=15,
)
PROCEDURES = {each.id: each for each in (PET, INFUSION)}


def a_visit(id: str, product_id: str, site_id: str, **overrides: Any) -> Visit:
    """A trial visit on day 0 that asks for 200 MBq and a scan of 20 min."""
    fields: dict[str, Any] = {
        "participant_id": f"P-{id}",
        "trial_id": "T1",
        "procedure_id": "PET",
        "priority": PriorityClass.OTHER,
        "window_start_min": 0,
        "window_end_min": DAY,
        "injection_hours": OPEN,
        "alternatives": (Alternative(target_kbq=200_000, scan_min=20),),
    }
    return Visit(id=id, product_id=product_id, site_id=site_id, **(fields | overrides))


VISITS = {
    each.id: each
    for each in (
        a_visit("A", "FDG", "north"),
        a_visit("B", "FDG", "north", extra_min=10, participant_id=None, trial_id=None),
        a_visit("C", "FDG", "south", priority=PriorityClass.LAST_CHANCE),
        a_visit("D", "GAL", "north", unavailable=(Interval(start_min=0, end_min=700),)),
        a_visit(
            "E",
            "GAL",
            "north",
            participant_id="P-D",
            window_start_min=DAY,
            window_end_min=3 * DAY,
            follows=Follows(visit_id="D", min_days=1, max_days=1),
        ),
        a_visit(
            "F",
            "LUT",
            "north",
            procedure_id="INF",
            alternatives=(
                Alternative(target_kbq=1),
                Alternative(target_kbq=7_000_000),
            ),
        ),
    )
}
