"""
The products of generated instances, and how they are made, sent and given.

All figures are illustrative. Half-lives, uptake times, scan minutes and the order
of magnitude of activities follow the tracer table the project was planned with
(half-lives of ICRP-107); process minutes are general knowledge, unverified.
"""

from dataclasses import dataclass
from enum import StrEnum

from solver.problem.base import MAX_ACTIVITY_KBQ
from solver.problem.procedures import Procedure, Scan
from solver.problem.production import Process
from solver.problem.products import Container, Presentation, Product, ShelfLife

MBQ = 1_000
GBQ = 1_000_000
HOUR = 60
DAY = 24 * HOUR


class Reach(StrEnum):
    """How far a product gets: its own hospital, by road, or everywhere."""

    HOME = "home"
    ROAD = "road"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """
    A product with everything the generator has to know about it.

    Parameters
    ----------
    process
        ``None`` for bought products.
    eos_windows
        Runs offered each day: earliest and latest EOS [min of the day].
    num_portions
        The portions a planted hand-over leaves time for.
    targets_kbq
        Activities that protocols ask for.
    share
        Weight among the visits of a site.
    """

    product: Product
    procedure: Procedure
    process: Process | None
    line: str
    reach: Reach
    eos_windows: tuple[tuple[int, int], ...]
    num_portions: int
    targets_kbq: tuple[int, ...]
    scan_min: int
    share: int


def _product(
    key: str,
    name: str,
    half_life_min: float,
    form: Presentation,
    shelf_life: ShelfLife,
) -> Product:
    made_in_vials = form is Presentation.MULTI_DOSE_VIAL
    whole = form is Presentation.WHOLE_VIALS
    return Product(
        id=key,
        name=name,
        nuclide=name.split(" ", maxsplit=1)[0],
        half_life_min=half_life_min,
        presentation=form,
        residual_permille=20,
        shelf_life=shelf_life,
        container=Container(
            concentration_kbq_per_ml=1_100
            if whole
            else 5 * GBQ * made_in_vials or None,
            dead_volume_ul=200 * made_in_vials,
            content_kbq=6_600 if whole else None,
        ),
    )


def _process(
    key: str, synthesis_min: int, quality_control_min: int, cost_nok: int
) -> Process:
    return Process(
        id=f"make-{key}",
        product_id=key,
        synthesis_min=synthesis_min,
        capacity_kbq=MAX_ACTIVITY_KBQ,
        sample_kbq=50 * MBQ,
        quality_control_min=quality_control_min,
        dispensing_fixed_min=4,
        dispensing_per_portion_min=2,
        packing_min=3,
        is_conditional_dispatch=True,
        cost_nok=cost_nok,
    )


def _imaging(key: str, uptake_min: int, uptake_max_min: int) -> Procedure:
    return Procedure(
        id=f"scan-{key}",
        name=f"PET with {key}",
        place_kind="uptake",
        preparation_min=15,
        preparation_role="nurse",
        injection_min=5,
        injection_role="nurse",
        place_cleaning_min=5,
        scan=Scan(
            scanner_kind="PET/CT",
            role="technologist",
            uptake_min=uptake_min,
            uptake_max_min=uptake_max_min,
            setup_min=5,
            cleaning_min=5,
        ),
    )


def _therapy(key: str, injection_min: int, observation_min: int) -> Procedure:
    return Procedure(
        id=f"give-{key}",
        name=f"Therapy with {key}",
        place_kind="chair",
        preparation_min=30,
        preparation_role="therapy nurse",
        injection_min=injection_min,
        injection_role="therapy nurse",
        observation_min=observation_min,
        place_cleaning_min=10,
    )


RECIPES = {
    "fdg": Recipe(
        product=_product(
            "fdg",
            "F-18 FDG",
            109.77,
            Presentation.MULTI_DOSE_VIAL,
            ShelfLife(from_eos_min=12 * HOUR),
        ),
        procedure=_imaging("fdg", 55, 75),
        process=_process("fdg", 25, 25, 50_000),
        line="A",
        reach=Reach.ALL,
        eos_windows=((300, 390), (600, 690)),
        num_portions=0,
        targets_kbq=tuple(range(200 * MBQ, 351 * MBQ, 10 * MBQ)),
        scan_min=20,
        share=8,
    ),
    "psma": Recipe(
        product=_product(
            "psma",
            "F-18 PSMA-1007",
            109.77,
            Presentation.MULTI_DOSE_VIAL,
            ShelfLife(from_eos_min=8 * HOUR),
        ),
        procedure=_imaging("psma", 90, 120),
        process=_process("psma", 45, 30, 60_000),
        line="B",
        reach=Reach.ALL,
        eos_windows=((330, 420), (600, 690)),
        num_portions=0,
        targets_kbq=tuple(range(250 * MBQ, 351 * MBQ, 10 * MBQ)),
        scan_min=25,
        share=5,
    ),
    "ga68": Recipe(
        product=_product(
            "ga68",
            "Ga-68 PSMA-11",
            67.71,
            Presentation.UNIT_DOSE,
            ShelfLife(from_eos_min=4 * HOUR),
        ),
        procedure=_imaging("ga68", 50, 100),
        process=_process("ga68", 45, 20, 40_000),
        line="B",
        reach=Reach.ROAD,
        eos_windows=((480, 570), (780, 870)),
        num_portions=10,
        targets_kbq=tuple(range(120 * MBQ, 201 * MBQ, 10 * MBQ)),
        scan_min=30,
        share=5,
    ),
    "c11": Recipe(
        product=_product(
            "c11",
            "C-11 PiB",
            20.39,
            Presentation.UNIT_DOSE,
            ShelfLife(from_eos_min=HOUR),
        ),
        procedure=_imaging("c11", 40, 50),
        process=_process("c11", 30, 15, 25_000),
        line="C",
        reach=Reach.HOME,
        eos_windows=((480, 570), (690, 750), (870, 930)),
        num_portions=4,
        targets_kbq=tuple(range(400 * MBQ, 551 * MBQ, 50 * MBQ)),
        scan_min=25,
        share=4,
    ),
    "lu177": Recipe(
        product=_product(
            "lu177",
            "Lu-177 PSMA-617",
            159.528 * HOUR,
            Presentation.UNIT_DOSE,
            ShelfLife(from_reference_min=5 * DAY),
        ),
        procedure=_therapy("lu177", 30, 120),
        process=None,
        line="",
        reach=Reach.ALL,
        eos_windows=(),
        num_portions=0,
        targets_kbq=(7_400 * MBQ,),
        scan_min=0,
        share=2,
    ),
    "ra223": Recipe(
        product=_product(
            "ra223",
            "Ra-223 dichloride",
            274.32 * HOUR,
            Presentation.WHOLE_VIALS,
            ShelfLife(from_reference_min=28 * DAY),
        ),
        procedure=_therapy("ra223", 5, 30),
        process=None,
        line="",
        reach=Reach.ALL,
        eos_windows=(),
        num_portions=0,
        # 55 kBq/kg, 60 to 125 kg: the heaviest need a second vial of 6,600 kBq.
        targets_kbq=tuple(55 * weight_kg for weight_kg in range(60, 126)),
        scan_min=0,
        share=2,
    ),
}
