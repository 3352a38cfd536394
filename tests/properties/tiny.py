"""Problems so small that all their plans can be listed, and full of conflicts."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from solver.problem.base import Interval
from solver.problem.clinic import Person, Place, Scanner, Site, Trial
from solver.problem.demand import Alternative, PriorityClass, Visit
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure, Scan
from solver.problem.production import Authorisation, Line, Order, Process, Run, Unit
from solver.problem.products import Container, Presentation, Product, ShelfLife
from solver.problem.transport import Departure, Lane

DAY = 1440
_ALL_DAY = (Interval(start_min=0, end_min=DAY),)


def tiny_problem(seed: int, visits: int = 3) -> Problem:
    """
    A problem so small that all its plans can be listed, and so tight that they differ.

    Two or three minutes per visit, two waits before the scan, two or three EOS minutes
    per run; capacities, vials, portions, scanners and windows bind now and then.
    """
    rng = Random(seed)
    presentation = rng.choice(list(Presentation))
    is_whole = presentation is Presentation.WHOLE_VIALS
    supply = _bought(rng) if is_whole else _made(rng)
    concentration = rng.choice([None, 100_000]) if not is_whole else 100_000
    if presentation is Presentation.MULTI_DOSE_VIAL:
        concentration = 100_000
    product = Product(
        id="P",
        name="tracer",
        nuclide="F-18",
        half_life_min=rng.choice([20.36, 67.71, 109.77]),
        presentation=presentation,
        residual_permille=rng.choice([0, 20]),
        shelf_life=ShelfLife(from_dispensing_min=rng.choice([None, 110, 240])),
        container=Container(
            concentration_kbq_per_ml=concentration,
            max_activity_kbq=rng.choice([None, 700_000]) if not is_whole else None,
            dead_volume_ul=rng.choice([0, 100]),
            content_kbq=rng.choice([150_000, 400_000]) if is_whole else None,
            max_vials_per_shipment=rng.choice([1, 2]),
        ),
    )
    asked = tuple(_visit(rng, number) for number in range(visits))
    fields: dict[str, Any] = {
        "name": f"tiny-{seed}",
        "origin_at": datetime(2026, 3, 2, tzinfo=UTC),
        "as_of_min": 0,
        "horizon_min": DAY,
        "products": (product,),
        "units": (Unit(id="U", name="unit", zone="UTC"),),
        "authorisations": tuple(
            Authorisation(
                unit_id="U",
                product_id="P",
                site_id="S",
                trial_id=trial_id,
                valid=_ALL_DAY[0],
            )
            for trial_id in ("T", None)
        ),
        "trials": (Trial(id="T", name="trial", active_site_ids=("S",)),),
        "visits": asked,
    }
    return Problem(**fields, **supply, **_clinic(rng), **_transport(rng))


def _made(rng: Random) -> dict[str, Any]:
    """One or two runs on one line, whose capacity hardly suffices."""
    runs = tuple(
        Run(
            id=f"R{number}",
            line_id="L",
            process_id="make",
            day=0,
            earliest_eos_min=first,
            latest_eos_min=first + rng.choice([0, 1, 2]),
            cutoff_min=0,
        )
        for number, first in enumerate(rng.choice([(400,), (400, 450), (400, 431)]))
    )
    return {
        "lines": (
            Line(
                id="L",
                name="line",
                unit_id="U",
                available=_ALL_DAY,
                max_runs_per_day=rng.choice([1, 2, 2]),
                cleaning_min=10,
            ),
        ),
        "processes": (
            Process(
                id="make",
                product_id="P",
                synthesis_min=20,
                capacity_kbq=rng.choice([500_000, 900_000, 2_000_000]),
                sample_kbq=rng.choice([0, 30_000]),
                quality_control_min=15,
                dispensing_fixed_min=5,
                dispensing_per_portion_min=rng.choice([0, 3]),
                packing_min=5,
                is_conditional_dispatch=rng.choice([False, True]),
                cost_nok=1000,
            ),
        ),
        "runs": runs,
    }


def _bought(rng: Random) -> dict[str, Any]:
    """Two orders, of few vials each."""
    return {
        "orders": tuple(
            Order(
                id=f"O{number}",
                product_id="P",
                unit_id="U",
                reference_min=reference,
                ready_min=400,
                cutoff_min=0,
                max_portions=rng.choice([1, 2, 4]),
                cost_nok=rng.choice([500, 900]),
                cost_per_portion_nok=rng.choice([100, 300]),
            )
            for number, reference in enumerate((420, 500))
        )
    }


def _visit(rng: Random, number: int) -> Visit:
    """A visit with two or three minutes to be injected at."""
    first = rng.choice([455, 475, 480, 497, 515])
    length = rng.choice([2, 3])
    is_trial = rng.random() < 0.5
    alternatives = [Alternative(target_kbq=rng.choice([90_000, 200_000]), scan_min=10)]
    if rng.random() < 0.3:
        alternatives.append(Alternative(target_kbq=70_000, scan_min=20))
    return Visit(
        id=f"V{number}",
        participant_id=f"X{rng.choice([number, 0])}" if is_trial else None,
        trial_id="T" if is_trial else None,
        site_id="S",
        product_id="P",
        procedure_id="PET",
        priority=rng.choice([PriorityClass.LAST_CHANCE, PriorityClass.OTHER]),
        window_start_min=0,
        window_end_min=rng.choice([DAY, DAY, DAY, 2 * DAY]),
        injection_hours=(Interval(start_min=first, end_min=first + length),),
        alternatives=tuple(alternatives),
        extra_min=rng.choice([0, 0, 5]),
    )


def _clinic(rng: Random) -> dict[str, Any]:
    """One site with one of everything, or two of one kind."""
    doubled = rng.choice(("places", "scanners", "people", ""))
    return {
        "sites": (
            Site(
                id="S",
                name="site",
                zone="UTC",
                opening=(Interval(start_min=420, end_min=rng.choice([535, 600])),),
                midnights_min=(0, DAY),
            ),
        ),
        "places": tuple(
            Place(id=f"p{n}", name="p", site_id="S", kind="chair", available=_ALL_DAY)
            for n in range(1 + (doubled == "places"))
        ),
        "scanners": tuple(
            Scanner(id=f"s{n}", name="s", site_id="S", kind="PET", available=_ALL_DAY)
            for n in range(1 + (doubled == "scanners"))
        ),
        "people": tuple(
            Person(
                id=f"h{n}",
                name="h",
                site_id="S",
                roles=("nurse", "technologist"),
                trial_ids=("T",),
                available=_ALL_DAY,
            )
            for n in range(1 + (doubled == "people"))
        ),
        "procedures": (
            Procedure(
                id="PET",
                name="PET",
                place_kind="chair",
                preparation_min=rng.choice([0, 5]),
                preparation_role=rng.choice([None, "nurse"]),
                injection_min=2,
                injection_role="nurse",
                scan=Scan(
                    scanner_kind="PET",
                    role="technologist",
                    uptake_min=6,
                    uptake_max_min=7,
                    setup_min=rng.choice([0, 2]),
                    cleaning_min=rng.choice([0, 3]),
                ),
            ),
        ),
    }


def _transport(rng: Random) -> dict[str, Any]:
    """A van at any time, or two departures of which one is late."""
    if rng.random() < 0.6:
        van = Lane(
            id="van",
            name="van",
            unit_id="U",
            site_id="S",
            receiving_min=2,
            cost_nok=200,
            door_to_door_min=10,
            hours=_ALL_DAY,
        )
        return {"lanes": (van,)}
    tour = Lane(id="tour", name="tour", unit_id="U", site_id="S", cost_nok=150)
    return {
        "lanes": (tour,),
        "departures": tuple(
            Departure(
                id=f"D{at}",
                lane_id="tour",
                handover_min=at,
                departs_min=at + 5,
                arrives_min=at + 20,
            )
            for at in (430, 470)
        ),
    }
