"""
The smallest valid problem, and short ways to change it.

One unit makes one product on one line and drives it to one site, where one nurse, one
chair, one technologist and one scanner see one participant.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from solver.problem.base import Interval
from solver.problem.clinic import Person, Place, Scanner, Site, Trial
from solver.problem.demand import Alternative, PriorityClass, Visit
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure, Scan
from solver.problem.production import Authorisation, Line, Order, Process, Run, Unit
from solver.problem.products import Container, Presentation, Product, ShelfLife
from solver.problem.transport import Departure, Lane

DAY = (Interval(start_min=0, end_min=1440),)
"""The whole horizon."""


def spans(*ends: tuple[int, int]) -> tuple[Interval, ...]:
    """Intervals from pairs of minutes."""
    return tuple(Interval(start_min=start, end_min=end) for start, end in ends)


def a_product(id: str = "FDG", **overrides: Any) -> Product:
    """A unit dose with a half-life of 110 minutes and no limits."""
    fields: dict[str, Any] = {
        "name": id,
        "nuclide": "F-18",
        "half_life_min": 110.0,
        "presentation": Presentation.UNIT_DOSE,
        "shelf_life": ShelfLife(),
        "container": Container(),
    }
    return Product(id=id, **(fields | overrides))


def a_vial_product(id: str = "FDG", **container: Any) -> Product:
    """The product in multi-dose vials of 1,000,000 kBq/mL: 1 kBq is 0.001 µL."""
    fields = {"concentration_kbq_per_ml": 1_000_000} | container
    return a_product(
        id,
        presentation=Presentation.MULTI_DOSE_VIAL,
        container=Container(**fields),
    )


def a_process(id: str = "make FDG", **overrides: Any) -> Process:
    """An hour of synthesis, half an hour of quality control, 10 GBq."""
    fields: dict[str, Any] = {
        "product_id": "FDG",
        "synthesis_min": 60,
        "capacity_kbq": 10_000_000,
        "quality_control_min": 30,
        "cost_nok": 1000,
    }
    return Process(id=id, **(fields | overrides))


def a_run(id: str = "R1", **overrides: Any) -> Run:
    """A run of the line with EOS from minute 300 to 420, to be ordered by 100."""
    fields: dict[str, Any] = {
        "line_id": "line",
        "process_id": "make FDG",
        "day": 0,
        "earliest_eos_min": 300,
        "latest_eos_min": 420,
        "cutoff_min": 100,
    }
    return Run(id=id, **(fields | overrides))


def an_order(id: str = "O1", **overrides: Any) -> Order:
    """An order with reference time 600, ready at 400, to be placed by 100."""
    fields: dict[str, Any] = {
        "product_id": "FDG",
        "unit_id": "unit",
        "reference_min": 600,
        "ready_min": 400,
        "cutoff_min": 100,
        "max_portions": 10,
        "cost_nok": 500,
        "cost_per_portion_nok": 50,
    }
    return Order(id=id, **(fields | overrides))


def a_line(**overrides: Any) -> Line:
    """A line open all day, for nine runs."""
    fields: dict[str, Any] = {
        "id": "line",
        "name": "line",
        "unit_id": "unit",
        "available": DAY,
        "max_runs_per_day": 9,
    }
    return Line(**(fields | overrides))


def a_lane(**overrides: Any) -> Lane:
    """Thirty minutes from unit to site at any time, five minutes of receiving."""
    fields: dict[str, Any] = {
        "id": "lane",
        "name": "lane",
        "unit_id": "unit",
        "site_id": "site",
        "receiving_min": 5,
        "cost_nok": 100,
        "door_to_door_min": 30,
        "hours": DAY,
    }
    return Lane(**(fields | overrides))


def a_timetabled_lane(*handovers: int, **overrides: Any) -> dict[str, Any]:
    """Lane and departures: hand-over, departure 10 min later, 50 min of travel."""
    lane = a_lane(**({"door_to_door_min": None, "hours": ()} | overrides))
    departures = tuple(
        Departure(
            id=f"D{minute}",
            lane_id="lane",
            handover_min=minute,
            departs_min=minute + 10,
            arrives_min=minute + 60,
        )
        for minute in handovers
    )
    return {"lanes": (lane,), "departures": departures}


def a_procedure(**overrides: Any) -> Procedure:
    """Preparation 20, injection 5, uptake 60 to 75, on chair and scanner."""
    fields: dict[str, Any] = {
        "id": "scan",
        "name": "scan",
        "place_kind": "chair",
        "preparation_min": 20,
        "preparation_role": "nurse",
        "injection_min": 5,
        "injection_role": "nurse",
        "scan": Scan(
            scanner_kind="PET",
            role="technologist",
            uptake_min=60,
            uptake_max_min=75,
            setup_min=5,
            cleaning_min=5,
        ),
    }
    return Procedure(**(fields | overrides))


def a_therapy(**overrides: Any) -> Procedure:
    """Injection of 5 minutes and nothing else but the chair and the nurse."""
    fields = {"preparation_min": 0, "preparation_role": None, "scan": None}
    return a_procedure(**(fields | overrides))


def a_visit(id: str = "V1", **overrides: Any) -> Visit:
    """A visit of a participant of its own: 200 MBq between minutes 400 and 900."""
    fields: dict[str, Any] = {
        "participant_id": f"participant of {id}",
        "trial_id": "trial",
        "site_id": "site",
        "product_id": "FDG",
        "procedure_id": "scan",
        "priority": PriorityClass.OTHER,
        "window_start_min": 400,
        "window_end_min": 900,
        "injection_hours": DAY,
        "alternatives": (Alternative(target_kbq=200_000, scan_min=20),),
    }
    return Visit(id=id, **(fields | overrides))


def an_authorisation(**overrides: Any) -> Authorisation:
    """Unit, product, site and trial together, all day."""
    fields: dict[str, Any] = {
        "unit_id": "unit",
        "product_id": "FDG",
        "site_id": "site",
        "trial_id": "trial",
        "valid": DAY[0],
    }
    return Authorisation(**(fields | overrides))


def a_person(id: str, *roles: str, **overrides: Any) -> Person:
    """Somebody on shift all day, delegated for the trial."""
    fields: dict[str, Any] = {
        "name": id,
        "site_id": "site",
        "roles": roles,
        "trial_ids": ("trial",),
        "available": DAY,
    }
    return Person(id=id, **(fields | overrides))


def places(*ids: str, **overrides: Any) -> tuple[Place, ...]:
    """Chairs, open all day."""
    fields: dict[str, Any] = {"site_id": "site", "kind": "chair", "available": DAY}
    return tuple(Place(id=id_, name=id_, **(fields | overrides)) for id_ in ids)


def scanners(*ids: str, **overrides: Any) -> tuple[Scanner, ...]:
    """Scanners, open all day."""
    fields: dict[str, Any] = {"site_id": "site", "kind": "PET", "available": DAY}
    return tuple(Scanner(id=id_, name=id_, **(fields | overrides)) for id_ in ids)


def a_site(**overrides: Any) -> Site:
    """A site open all day, one calendar day per horizon."""
    fields: dict[str, Any] = {
        "id": "site",
        "name": "site",
        "zone": "Europe/Oslo",
        "opening": DAY,
        "midnights_min": (0, 1440),
    }
    return Site(**(fields | overrides))


def a_problem(visits: Iterable[Visit] | None = None, **overrides: Any) -> Problem:
    """One visit, one run, one way, and one of each resource; now is minute 0."""
    fields: dict[str, Any] = {
        "name": "smallest",
        "origin_at": datetime(2026, 9, 14, tzinfo=UTC),
        "as_of_min": 0,
        "horizon_min": 1440,
        "products": (a_product(),),
        "units": (Unit(id="unit", name="unit", zone="Europe/Oslo"),),
        "lines": (a_line(),),
        "processes": (a_process(),),
        "runs": (a_run(),),
        "authorisations": (an_authorisation(),),
        "sites": (a_site(),),
        "places": places("chair"),
        "scanners": scanners("PET"),
        "people": (
            a_person("nurse", "nurse"),
            a_person("technologist", "technologist"),
        ),
        "trials": (Trial(id="trial", name="trial", active_site_ids=("site",)),),
        "lanes": (a_lane(),),
        "procedures": (a_procedure(),),
        "visits": (a_visit(),) if visits is None else tuple(visits),
    }
    return Problem(**(fields | overrides))


def an_ordered_problem(*visits: Visit, **overrides: Any) -> Problem:
    """The smallest problem with an order, usable from 435, instead of the run."""
    order = an_order(cutoff_min=1440, ready_min=400, max_portions=9)
    asked = visits or (a_visit(),)
    return a_problem(asked, runs=(), orders=(order,), **overrides)
