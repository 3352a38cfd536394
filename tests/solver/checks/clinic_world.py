"""
A second hand-made world: one ward, three weeks, and all that binds doses together.

Its two products hardly decay and come in whole vials of one dose each, so that the
numbers of every dose are the same, and the tests are about minutes and people.
"""

from datetime import UTC, datetime
from typing import Any

from solver.problem.base import Interval
from solver.problem.clinic import Certificate, Person, Place, Scanner, Site, Trial
from solver.problem.demand import Alternative, Gate, GateStatus, PriorityClass, Visit
from solver.problem.histories import Cohort, Exposure, Separation, Series
from solver.problem.problem import Problem
from solver.problem.procedures import LaterScan, Procedure, Scan
from solver.problem.production import Authorisation, Order, Unit
from solver.problem.products import Container, Presentation, Product, ShelfLife
from solver.problem.transport import Lane

DAY = 1440
END = 21 * DAY
ALWAYS = (Interval(start_min=0, end_min=END),)
OPEN = tuple(
    Interval(start_min=day * DAY + 360, end_min=day * DAY + 1200) for day in range(21)
)

_ON_CHAIR: dict[str, Any] = {
    "place_kind": "chair",
    "preparation_min": 20,
    "preparation_role": "nurse",
    "injection_role": "nurse",
    "place_cleaning_min": 10,
}
_SCAN: dict[str, Any] = {
    "scanner_kind": "SPECT",
    "role": "technologist",
    "cleaning_min": 5,
}
_LATER: dict[str, Any] = {**_SCAN, "scan_min": 30, "setup_min": 10}

PROCEDURES = {
    each.id: each
    for each in (
        Procedure(
            id="STAY",
            name="Therapy with a night on the ward",
            place_kind="bed",
            preparation_min=30,
            preparation_role=None,
            tests_min=60,
            injection_min=30,
            injection_role="nurse",
            observation_min=600,
            observation_max_min=1500,
            is_overnight=True,
            place_cleaning_min=30,
            later_scans=(
                LaterScan(name="4 h", earliest_min=180, latest_min=300, **_LATER),
                LaterScan(
                    name="day 3",
                    earliest_min=3 * DAY - 120,
                    latest_min=3 * DAY + 120,
                    **_LATER,
                ),
            ),
        ),
        Procedure(
            id="INFUSION",
            name="Infusion",
            injection_min=10,
            observation_min=60,
            observation_max_min=120,
            **_ON_CHAIR,
        ),
        Procedure(
            id="DOSIMETRY",
            name="Infusion and a scan soon after",
            injection_min=10,
            observation_min=60,
            later_scans=(
                LaterScan(name="soon", earliest_min=70, latest_min=200, **_LATER),
            ),
            **_ON_CHAIR,
        ),
        Procedure(
            id="TRACER",
            name="Tracer scan",
            injection_min=5,
            scan=Scan(uptake_min=55, uptake_max_min=75, setup_min=5, **_SCAN),
            **_ON_CHAIR,
        ),
        Procedure(
            id="DYNAMIC",
            name="Dynamic scan",
            injection_min=10,
            scan=Scan(
                uptake_min=0, uptake_max_min=5, setup_min=20, is_dynamic=True, **_SCAN
            ),
            **_ON_CHAIR,
        ),
    )
}


def a_visit(id: str, participant_id: str, procedure_id: str, **overrides: Any) -> Visit:
    """A visit at any time, of the product that goes with the procedure."""
    is_scanned = procedure_id in {"TRACER", "DYNAMIC"}
    fields: dict[str, Any] = {
        "trial_id": "T1",
        "site_id": "ward",
        "product_id": "TRAC" if is_scanned else "THER",
        "priority": PriorityClass.OTHER,
        "window_start_min": 0,
        "window_end_min": END,
        "injection_hours": ALWAYS,
        "alternatives": (Alternative(target_kbq=1000, scan_min=20 * is_scanned),),
    }
    return Visit(
        id=id,
        participant_id=participant_id,
        procedure_id=procedure_id,
        **(fields | overrides),
    )


BLOODS = Gate(
    name="bloods", status=GateStatus.PASSED, taken_min=-DAY, valid_min=8 * DAY
)
VISITS = {
    each.id: each
    for each in (
        a_visit("stay", "P1", "STAY"),
        a_visit("scan 1", "P2", "TRACER", series_id="S2"),
        a_visit("scan 2", "P2", "TRACER", series_id="S2"),
        a_visit("dynamic", "P3", "DYNAMIC"),
        a_visit("stress", "P4", "TRACER"),
        a_visit("rest", "P4", "TRACER", needs_visit_id="stress"),
        a_visit("sentinel", "P5", "INFUSION", cohort_id="low"),
        a_visit("second", "P6", "INFUSION", cohort_id="low", gates=(BLOODS,)),
        a_visit("higher", "P7", "INFUSION", cohort_id="high"),
        a_visit("dosimetry", "P2", "DOSIMETRY"),
        a_visit("tracer", "P9", "TRACER"),
        a_visit("therapy", "P9", "INFUSION"),
    )
}


def _people() -> tuple[Person, ...]:
    return tuple(
        Person(
            id=code,
            name=code,
            site_id="ward",
            roles=(role,),
            trial_ids=("T1",),
            available=ALWAYS,
        )
        for code, role in (
            ("n1", "nurse"),
            ("n2", "nurse"),
            ("t1", "technologist"),
            ("t2", "technologist"),
        )
    )


def _product(id: str) -> Product:
    """Of ``2^(-t / 10^9)`` nothing is to be seen: 1000 kBq stay 1000 for weeks."""
    return Product(
        id=id,
        name=id,
        nuclide="Lu-177",
        half_life_min=1e9,
        presentation=Presentation.WHOLE_VIALS,
        shelf_life=ShelfLife(from_reference_min=0),
        container=Container(concentration_kbq_per_ml=1000, content_kbq=1000),
    )


def a_ward(**overrides: Any) -> Problem:
    """
    Three weeks on the ward, which is open from 06:00 to 20:00 every day.

    The scanners s1 and s2 are certified until day 10, s3 is not. The drug of P9 ends
    with day 3 and washes out for two days.
    """
    until = Interval(start_min=0, end_min=10 * DAY)
    certificates = (Certificate(class_name="harmonised", valid=until),)
    fields: dict[str, Any] = {
        "name": "ward",
        "origin_at": datetime(2026, 3, 2, tzinfo=UTC),
        "as_of_min": 0,
        "horizon_min": END,
        "products": (_product("THER"), _product("TRAC")),
        "units": (Unit(id="maker", name="maker", zone="UTC"),),
        "orders": tuple(
            Order(
                id=f"O-{product}",
                product_id=product,
                unit_id="maker",
                reference_min=END,
                ready_min=0,
                cutoff_min=100,
                max_portions=100,
            )
            for product in ("THER", "TRAC")
        ),
        "authorisations": tuple(
            Authorisation(
                unit_id="maker",
                product_id=product,
                site_id="ward",
                trial_id=trial_id,
                valid=ALWAYS[0],
            )
            for product in ("THER", "TRAC")
            for trial_id in ("T1", None)
        ),
        "sites": (
            Site(
                id="ward",
                name="ward",
                zone="UTC",
                opening=OPEN,
                midnights_min=tuple(range(0, END + DAY, DAY)),
            ),
        ),
        "places": tuple(
            Place(id=name, name=name, site_id="ward", kind=kind, available=ALWAYS)
            for name, kind in (("b1", "bed"), ("c1", "chair"), ("c2", "chair"))
        ),
        "scanners": tuple(
            Scanner(
                id=name,
                name=name,
                site_id="ward",
                kind="SPECT",
                available=ALWAYS,
                certificates=certificates if name != "s3" else (),
            )
            for name in ("s1", "s2", "s3")
        ),
        "people": _people(),
        "trials": (Trial(id="T1", name="Trial", active_site_ids=("ward",)),),
        "lanes": (
            Lane(
                id="van",
                name="van",
                unit_id="maker",
                site_id="ward",
                door_to_door_min=0,
                hours=ALWAYS,
            ),
        ),
        "procedures": tuple(PROCEDURES.values()),
        "visits": tuple(VISITS.values()),
        "series": (
            Series(
                id="S2",
                participant_id="P2",
                certified_class="harmonised",
                uptake_tolerance_min=5,
            ),
        ),
        "separations": (
            Separation(
                before="TRAC", after="THER", min_gap_min=1000, is_other_day=True
            ),
            Separation(before="drug", after="TRAC", min_gap_min=2 * DAY),
        ),
        "exposures": (
            Exposure(
                participant_id="P9",
                substance="drug",
                span=Interval(start_min=2 * DAY, end_min=4 * DAY),
            ),
        ),
        "cohorts": (
            Cohort(
                id="low",
                name="1 GBq",
                trial_id="T1",
                level=1,
                sentinel_visit_id="sentinel",
                sentinel_gap_min=2 * DAY,
                toxicity_min=7 * DAY,
            ),
            Cohort(id="high", name="2 GBq", trial_id="T1", level=3),
        ),
    }
    return Problem(**(fields | overrides))
