"""A small valid world, made by hand: two sites, two makers, six visits."""

from datetime import UTC, datetime
from typing import Any

from solver.problem.clinic import Person, Place, Scanner, Site, Trial
from solver.problem.problem import Problem
from solver.problem.production import Authorisation, Line, Order, Process, Run, Unit
from solver.problem.transport import Departure, Lane
from tests.solver.checks.world_data import (
    ALWAYS,
    DAY,
    OPEN,
    PROCEDURES,
    PRODUCTS,
    VISITS,
)


def a_problem(**overrides: Any) -> Problem:
    """Two days; runs R1 (FDG), R2 and R3 (GAL), order O1 (LUT)."""
    sites = ("north", "south")
    made: dict[str, Any] = {"line_id": "L1", "latest_eos_min": 3000, "cutoff_min": 0}
    synthesis: dict[str, Any] = {
        "synthesis_min": 40,
        "quality_control_min": 30,
        "cost_nok": 5000,
    }
    portioning: dict[str, Any] = {
        "dispensing_fixed_min": 5,
        "dispensing_per_portion_min": 3,
    }
    fields: dict[str, Any] = {
        "name": "hand-made world",
        "origin_at": datetime(2026, 3, 2, tzinfo=UTC),
        "as_of_min": 0,
        "horizon_min": 2 * DAY,
        "products": tuple(PRODUCTS.values()),
        "units": tuple(Unit(id=u, name=u, zone="UTC") for u in ("factory", "maker")),
        "lines": (
            Line(
                id="L1",
                name="Hot cell 1",
                unit_id="factory",
                available=ALWAYS,
                max_runs_per_day=2,
                cleaning_min=30,
                changeover_min=15,
                cooldown_min=20,
            ),
        ),
        "processes": (
            Process(
                id="make FDG",
                product_id="FDG",
                capacity_kbq=20_000_000,
                sample_kbq=50_000,
                packing_min=10,
                is_conditional_dispatch=True,
                **synthesis,
                **portioning,
            ),
            Process(
                id="make GAL",
                product_id="GAL",
                capacity_kbq=2_000_000,
                packing_min=5,
                **synthesis,
                **portioning,
            ),
        ),
        "runs": (
            Run(id="R1", process_id="make FDG", day=0, earliest_eos_min=400, **made),
            Run(id="R2", process_id="make GAL", day=0, earliest_eos_min=400, **made),
            Run(id="R3", process_id="make GAL", day=1, earliest_eos_min=DAY, **made),
        ),
        "orders": (
            Order(
                id="O1",
                product_id="LUT",
                unit_id="maker",
                reference_min=720,
                ready_min=300,
                cutoff_min=0,
                max_portions=4,
                cost_nok=1000,
                cost_per_portion_nok=300,
            ),
        ),
        "authorisations": tuple(
            Authorisation(
                unit_id="maker" if product == "LUT" else "factory",
                product_id=product,
                site_id=site,
                trial_id=trial,
                valid=ALWAYS[0],
            )
            for product, site, trial in (
                ("FDG", "north", "T1"),
                ("FDG", "north", None),
                ("FDG", "south", "T1"),
                ("GAL", "north", "T1"),
                ("LUT", "north", "T1"),
            )
        ),
        "sites": tuple(
            Site(
                id=site,
                name=site,
                zone="UTC",
                opening=OPEN,
                midnights_min=(0, DAY, 2 * DAY),
            )
            for site in sites
        ),
        "places": tuple(
            Place(id=f"{site}-{n}", name=n, site_id=site, kind=kind, available=ALWAYS)
            for site in sites
            for n, kind in (("u1", "uptake"), ("u2", "uptake"), ("chair", "infusion"))
        ),
        "scanners": tuple(
            Scanner(
                id=f"{site}-pet",
                name="PET",
                site_id=site,
                kind="PET/CT",
                available=ALWAYS,
            )
            for site in sites
        ),
        "people": tuple(
            Person(
                id=f"{site}-{name}",
                name=name,
                site_id=site,
                roles=(role,),
                trial_ids=("T1",),
                available=OPEN,
            )
            for site in sites
            for name, role in (
                ("n1", "nurse"),
                ("n2", "nurse"),
                ("t1", "technologist"),
            )
        ),
        "trials": (Trial(id="T1", name="Trial", active_site_ids=sites),),
        "lanes": (
            Lane(
                id="road",
                name="Van north",
                unit_id="factory",
                site_id="north",
                receiving_min=10,
                cost_nok=700,
                door_to_door_min=45,
                hours=ALWAYS,
            ),
            Lane(
                id="flight",
                name="Flight south",
                unit_id="factory",
                site_id="south",
                receiving_min=15,
                cost_nok=2000,
            ),
            Lane(
                id="truck",
                name="Truck north",
                unit_id="maker",
                site_id="north",
                receiving_min=20,
                cost_nok=900,
            ),
        ),
        "departures": (
            Departure(
                id="SK1",
                lane_id="flight",
                handover_min=450,
                departs_min=480,
                arrives_min=540,
            ),
            Departure(
                id="TR1",
                lane_id="truck",
                handover_min=330,
                departs_min=340,
                arrives_min=500,
            ),
        ),
        "procedures": tuple(PROCEDURES.values()),
        "visits": tuple(VISITS.values()),
    }
    return Problem(**(fields | overrides))
