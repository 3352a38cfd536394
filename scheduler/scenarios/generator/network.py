"""Who makes what for whom: units, lines, sites, lanes and everyday resources."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.scenarios.generator.catalog import DAY, RECIPES, Reach, Recipe
from scheduler.scenarios.generator.config import GeneratorConfig
from solver.problem.base import Interval
from solver.problem.clinic import Person, Place, Scanner, Site
from solver.problem.production import Line, Order, Run, Unit
from solver.problem.transport import Departure, Lane

MANUFACTURER = "MFR"
FIRST_MIN = 6 * 60
LAST_MIN = 21 * 60
"""Sites are open, and their staff on shift, between these minutes of the day."""

_FLIGHTS = ((8 * 60, 10 * 60 + 30), (12 * 60 + 30, 15 * 60))
_CLEANING_MIN = 30
_CHANGEOVER_MIN = 30
_RUN_LEAD_MIN = 9 * 60
_ORDER_LEAD_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The fixed part of an instance, before anybody asks for a dose."""

    recipes: tuple[Recipe, ...]
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]
    runs: tuple[Run, ...]
    orders: tuple[Order, ...]
    sites: tuple[Site, ...]
    lanes: tuple[Lane, ...]
    departures: tuple[Departure, ...]

    def reaching(self, site_id: str) -> tuple[Recipe, ...]:
        """Recipes that can reach a site at all."""
        _, reach = self.supplier(site_id)
        order = (Reach.HOME, Reach.ROAD, Reach.ALL)
        return tuple(
            recipe
            for recipe in self.recipes
            if order.index(recipe.reach) >= order.index(reach)
        )

    def supplier(self, site_id: str) -> tuple[str, Reach]:
        """The unit that serves a site, and how far away it is."""
        return supplier(self.sites.index(self.site(site_id)), self._num_cyclotrons)

    def site(self, site_id: str) -> Site:
        """The site of this id."""
        return next(site for site in self.sites if site.id == site_id)

    @property
    def _num_cyclotrons(self) -> int:
        return sum(unit.id != MANUFACTURER for unit in self.units)


def supplier(site: int, num_units: int) -> tuple[str, Reach]:
    """Unit and distance of the site at this position: home, road, far, road, …"""
    rank = site // num_units
    reach = Reach.HOME if rank == 0 else (Reach.ROAD if rank % 2 else Reach.ALL)
    return f"U{site % num_units + 1}", reach


def daily(days: int, start_min: int, end_min: int) -> tuple[Interval, ...]:
    """The same interval on each of the days."""
    return tuple(
        Interval(start_min=day * DAY + start_min, end_min=day * DAY + end_min)
        for day in range(days)
    )


def build_network(config: GeneratorConfig) -> Network:
    """Units, lines, runs, orders, sites, lanes and departures of an instance."""
    recipes = tuple(RECIPES[name] for name in config.products)
    made = [recipe for recipe in recipes if recipe.process is not None]
    bought = [recipe for recipe in recipes if recipe.process is None]
    units = [f"U{number}" for number in range(1, config.units + 1)]
    lanes = tuple(_lanes(config, has_bought=bool(bought)))
    return Network(
        recipes=recipes,
        units=tuple(
            Unit(id=unit, name=f"Unit {unit}", zone="UTC")
            for unit in (*units, *([MANUFACTURER] if bought else []))
        ),
        lines=tuple(
            Line(
                id=f"{unit}-{line}",
                name=f"Hot cell {line} of {unit}",
                unit_id=unit,
                available=daily(config.days, 3 * 60, 18 * 60),
                max_runs_per_day=10,
                cleaning_min=_CLEANING_MIN,
                changeover_min=_CHANGEOVER_MIN,
            )
            for unit in units
            for line in sorted({recipe.line for recipe in made})
        ),
        runs=tuple(
            Run(
                id=f"{unit}-{recipe.product.id}-{day + 1}{'abcdef'[slot]}",
                line_id=f"{unit}-{recipe.line}",
                process_id=f"make-{recipe.product.id}",
                day=day,
                earliest_eos_min=day * DAY + earliest,
                latest_eos_min=day * DAY + latest,
                cutoff_min=day * DAY - _RUN_LEAD_MIN,
            )
            for unit in units
            for recipe in made
            for day in range(config.days)
            for slot, (earliest, latest) in enumerate(recipe.eos_windows)
        ),
        orders=tuple(
            Order(
                id=f"{recipe.product.id}-{day + 1}",
                product_id=recipe.product.id,
                unit_id=MANUFACTURER,
                reference_min=day * DAY + 12 * 60,
                ready_min=(day - 1) * DAY + 12 * 60,
                cutoff_min=(day - _ORDER_LEAD_DAYS) * DAY + 12 * 60,
                max_portions=10_000,
                cost_nok=5_000,
                cost_per_portion_nok=60_000,
            )
            for recipe in bought
            for day in range(config.days)
        ),
        sites=tuple(
            Site(
                id=f"S{number:02}",
                name=f"Site {number}",
                zone="UTC",
                opening=daily(config.days, FIRST_MIN, LAST_MIN),
                midnights_min=tuple(day * DAY for day in range(config.days + 1)),
            )
            for number in range(1, config.sites + 1)
        ),
        lanes=lanes,
        departures=tuple(_departures(config, lanes)),
    )


def _lanes(config: GeneratorConfig, *, has_bought: bool) -> Iterator[Lane]:
    """One lane from the site's own unit, and one from the manufacturer."""
    for position in range(config.sites):
        site = f"S{position + 1:02}"
        unit, reach = supplier(position, config.units)
        minutes = {Reach.HOME: 10, Reach.ROAD: 35, Reach.ALL: None}[reach]
        yield Lane(
            id=f"{unit}-{site}",
            name=f"{unit} to {site}",
            unit_id=unit,
            site_id=site,
            receiving_min=5,
            cost_nok={Reach.HOME: 0, Reach.ROAD: 2_000, Reach.ALL: 20_000}[reach],
            door_to_door_min=minutes,
            hours=() if minutes is None else daily(config.days, 4 * 60, 20 * 60),
        )
        if has_bought:
            yield Lane(
                id=f"{MANUFACTURER}-{site}",
                name=f"Manufacturer to {site}",
                unit_id=MANUFACTURER,
                site_id=site,
                receiving_min=15,
                cost_nok=5_000,
            )


def _departures(
    config: GeneratorConfig, lanes: tuple[Lane, ...]
) -> Iterator[Departure]:
    """Two flights a day from a unit; one delivery a morning from the manufacturer."""
    for lane in lanes:
        if lane.door_to_door_min is not None:
            continue
        bought = lane.unit_id == MANUFACTURER
        times = ((60, 7 * 60),) if bought else _FLIGHTS
        for day in range(config.days):
            for number, (departs, arrives) in enumerate(times, start=1):
                yield Departure(
                    id=f"{lane.id}-{day + 1}.{number}",
                    lane_id=lane.id,
                    handover_min=day * DAY + departs - 20,
                    departs_min=day * DAY + departs,
                    arrives_min=day * DAY + arrives,
                )


def resources(
    config: GeneratorConfig, site_id: str, most: int, chairs: int
) -> tuple[list[Place], list[Scanner], list[Person]]:
    """
    What a site needs for ``most`` scans and ``chairs`` parallel therapies a day.

    Nobody is delegated to a trial yet.
    """
    num_scanners = max(1, -(-most // 14))
    hours = daily(config.days, FIRST_MIN, LAST_MIN)
    kinds = (("uptake", 5 * num_scanners), ("chair", chairs))
    places = [
        Place(
            id=f"{site_id}-{kind}{number}",
            name=f"{kind} {number}",
            site_id=site_id,
            kind=kind,
            available=hours,
        )
        for kind, count in kinds
        for number in range(1, count + 1)
    ]
    scanners = [
        Scanner(
            id=f"{site_id}-pet{number}",
            name=f"PET/CT {number}",
            site_id=site_id,
            kind="PET/CT",
            available=hours,
        )
        for number in range(1, num_scanners + 1)
    ]
    staff = (
        ("nurse", num_scanners + 1),
        ("technologist", num_scanners + 1),
        ("therapy nurse", chairs),
    )
    people = [
        Person(
            id=f"{site_id}-{role.replace(' ', '-')}{number}",
            name=f"{role} {number}",
            site_id=site_id,
            roles=(role,),
            trial_ids=(),
            available=hours,
        )
        for role, count in staff
        for number in range(1, count + 1)
    ]
    return places, scanners, people
