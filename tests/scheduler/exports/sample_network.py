"""A made-up network: a cyclotron and a supplier, four hospitals in two zones."""

from collections.abc import Sequence
from datetime import UTC, datetime

from solver.problem.base import Interval
from solver.problem.clinic import Person, Place, Scanner, Site, Trial
from solver.problem.demand import Visit
from solver.problem.problem import Problem
from solver.problem.procedures import Procedure, Scan
from solver.problem.production import Line, Order, Process, Run, Unit
from solver.problem.products import Container, Presentation, Product, ShelfLife
from solver.problem.transport import Departure, Lane

ORIGIN_AT = datetime(2026, 3, 1, 23, tzinfo=UTC)
"""Monday 2 March 2026, midnight in Oslo (UTC+01:00)."""

DAY = 24 * 60
NUM_DAYS = 3
HALF_LIFE_MIN = {"FDG": 109.77, "PSMA": 109.77, "LU": 9571.0, "RA": 16459.0}
SITES = {
    "OUS": ("Oslo", "Europe/Oslo"),
    "STO": ("Trondheim", "Europe/Oslo"),
    "UNN": ("Tromsø", "Europe/Oslo"),
    "HUS": ("Helsinki", "Europe/Helsinki"),
}
DOOR_TO_DOOR_MIN = {"OUS": 25, "STO": 115, "UNN": 160, "HUS": 170}


def at(day: int, clock: str) -> int:
    """Minute of a time of day in Oslo, counted from the origin's Monday."""
    hours, minutes = clock.split(":")
    return day * DAY + int(hours) * 60 + int(minutes)


def hours(first: str, last: str) -> tuple[Interval, ...]:
    return tuple(
        Interval(start_min=at(day, first), end_min=at(day, last))
        for day in range(NUM_DAYS)
    )


PRODUCTS = (
    Product(
        id="FDG",
        name="[18F]FDG",
        nuclide="F-18",
        half_life_min=HALF_LIFE_MIN["FDG"],
        presentation=Presentation.UNIT_DOSE,
        shelf_life=ShelfLife(from_eos_min=600),
        container=Container(),
    ),
    Product(
        id="PSMA",
        name="[18F]PSMA-1007",
        nuclide="F-18",
        half_life_min=HALF_LIFE_MIN["PSMA"],
        presentation=Presentation.MULTI_DOSE_VIAL,
        residual_permille=20,
        shelf_life=ShelfLife(from_eos_min=480),
        container=Container(concentration_kbq_per_ml=1_500_000, dead_volume_ul=300),
    ),
    Product(
        id="LU",
        name="[177Lu]Lu-PSMA-617",
        nuclide="Lu-177",
        half_life_min=HALF_LIFE_MIN["LU"],
        presentation=Presentation.UNIT_DOSE,
        shelf_life=ShelfLife(from_reference_min=7200),
        container=Container(concentration_kbq_per_ml=1_000_000),
    ),
)
PROCEDURES = (
    Procedure(
        id="pet",
        name="PET/CT",
        place_kind="uptake",
        preparation_min=30,
        preparation_role="nurse",
        injection_min=5,
        injection_role="nurse",
        place_cleaning_min=10,
        scan=Scan(
            scanner_kind="PET/CT",
            role="radiographer",
            uptake_min=60,
            uptake_max_min=90,
            setup_min=5,
            cleaning_min=5,
        ),
    ),
    Procedure(
        id="infusion",
        name="Infusion",
        place_kind="uptake",
        preparation_min=45,
        preparation_role="nurse",
        injection_min=30,
        injection_role="nurse",
        observation_min=120,
        place_cleaning_min=20,
    ),
)
PROCESSES = tuple(
    Process(
        id=f"make-{product}",
        product_id=product,
        synthesis_min=60,
        capacity_kbq=120_000_000,
        sample_kbq=50_000,
        quality_control_min=35,
        dispensing_fixed_min=10,
        dispensing_per_portion_min=2,
        packing_min=5,
        is_conditional_dispatch=True,
        cost_nok=40_000,
    )
    for product in ("FDG", "PSMA")
)
RUNS = {
    # id: line, product, day, EOS
    "R-FDG-mon": ("L1", "FDG", 0, "06:30"),
    "R-PSMA-mon": ("L2", "PSMA", 0, "07:15"),
    "R-FDG-tue": ("L1", "FDG", 1, "06:15"),
    "R-PSMA-tue": ("L2", "PSMA", 1, "07:00"),
    "R-FDG-tue-2": ("L1", "FDG", 1, "10:45"),
    "R-PSMA-wed": ("L2", "PSMA", 2, "07:05"),
}
ORDER_READY = (0, "06:00")


def network(
    site_name: str, departures: Sequence[Departure], visits: Sequence[Visit]
) -> Problem:
    """The whole problem; ``site_name`` replaces the name of the first site."""
    day_hours = hours("06:30", "17:00")
    return Problem(
        name="Sample week",
        origin_at=ORIGIN_AT,
        as_of_min=-2 * DAY,
        horizon_min=NUM_DAYS * DAY,
        products=PRODUCTS,
        units=(
            Unit(id="CYC", name="Oslo cyclotron", zone="Europe/Oslo"),
            Unit(id="IFE", name="Isotope supplier", zone="Europe/Oslo"),
        ),
        lines=tuple(
            Line(
                id=line,
                name=f"Hot cell {line[1]}",
                unit_id="CYC",
                available=hours("04:00", "14:00"),
                max_runs_per_day=2,
                cleaning_min=20,
            )
            for line in ("L1", "L2")
        ),
        processes=PROCESSES,
        runs=tuple(
            Run(
                id=run,
                line_id=line,
                process_id=f"make-{product}",
                day=day,
                earliest_eos_min=at(day, "05:00"),
                latest_eos_min=at(day, "13:00"),
                cutoff_min=at(day - 1, "15:00"),
            )
            for run, (line, product, day, _) in RUNS.items()
        ),
        orders=(
            Order(
                id="O-LU",
                product_id="LU",
                unit_id="IFE",
                reference_min=at(0, "12:00"),
                ready_min=at(*ORDER_READY),
                cutoff_min=at(-14, "12:00"),
                max_portions=6,
            ),
        ),
        sites=tuple(
            Site(
                id=site,
                name=site_name if site_name and site == "OUS" else name,
                zone=zone,
                opening=day_hours,
                midnights_min=tuple(
                    day * DAY - (60 if site == "HUS" else 0)
                    for day in range(NUM_DAYS + 2)
                ),
            )
            for site, (name, zone) in SITES.items()
        ),
        places=tuple(
            Place(
                id=f"{site}-chair{number}",
                name=f"Chair {number}",
                site_id=site,
                kind="uptake",
                available=day_hours,
            )
            for site in SITES
            for number in (1, 2, 3)
        ),
        scanners=tuple(
            Scanner(
                id=f"{site}-PET1",
                name="PET 1",
                site_id=site,
                kind="PET/CT",
                available=hours("08:00", "16:00"),
            )
            for site in SITES
        ),
        people=tuple(
            Person(
                id=f"{site}-{code}",
                name=f"{site} {code}",
                site_id=site,
                roles=(role,),
                trial_ids=("T-PET", "T-LU"),
                available=day_hours,
            )
            for site in SITES
            for code, role in (
                ("N1", "nurse"),
                ("N2", "nurse"),
                ("R1", "radiographer"),
            )
        ),
        trials=(
            Trial(id="T-PET", name="NORPET-2", active_site_ids=tuple(SITES)),
            Trial(id="T-LU", name="LUMEN-1", active_site_ids=tuple(SITES)),
        ),
        lanes=(
            *(
                Lane(
                    id=f"CYC-{site}",
                    name="Flight AY912" if site == "HUS" else f"Courier to {name}",
                    unit_id="CYC",
                    site_id=site,
                    receiving_min=10,
                    cost_nok=8_000,
                    door_to_door_min=None if site == "HUS" else DOOR_TO_DOOR_MIN[site],
                    hours=() if site == "HUS" else hours("05:00", "18:00"),
                )
                for site, (name, _) in SITES.items()
            ),
            *(
                Lane(
                    id=f"IFE-{site}",
                    name="Air freight",
                    unit_id="IFE",
                    site_id=site,
                    receiving_min=10,
                    door_to_door_min=90,
                    hours=hours("05:00", "18:00"),
                )
                for site in ("OUS", "UNN")
            ),
        ),
        departures=tuple(departures),
        procedures=PROCEDURES,
        visits=tuple(visits),
    )
