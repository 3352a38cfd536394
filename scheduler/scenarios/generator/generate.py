"""One instance from one configuration: the story on one screen."""

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from scheduler.scenarios.generator import tighten
from scheduler.scenarios.generator.assembly import assemble
from scheduler.scenarios.generator.catalog import DAY
from scheduler.scenarios.generator.clinic import authorisations, build_clinic
from scheduler.scenarios.generator.config import GeneratorConfig
from scheduler.scenarios.generator.demand import name_visits
from scheduler.scenarios.generator.network import build_network
from scheduler.scenarios.generator.plant import Planter
from solver.plan.plan import Plan
from solver.problem.problem import Problem

ORIGIN_AT = datetime(2026, 9, 14, tzinfo=UTC)
"""Minute zero of every generated instance; all its zones are UTC."""

_AS_OF_DAYS = 7


@dataclass(frozen=True, slots=True)
class Generated:
    """An instance, and the plan it was cut around if one was planted."""

    problem: Problem
    planted: Plan | None


def generate(config: GeneratorConfig, *, plant: bool = True) -> Generated:
    """
    Generate an instance.

    With ``plant``, a plan is built first and hidden: capacities, scanner hours
    and visit windows are cut around it, so that every visit can be seated.
    Without, the same network is asked for visits on days drawn anew.

    Raises
    ------
    ValueError
        If so many visits find no room on the configured sites and days.
    """
    rng = Random(config.seed)
    network = build_network(config)
    clinic = build_clinic(config, network, rng)
    planter = Planter(config, network, clinic, rng)
    planter.place_all(_quotas(config, rng))
    batches = [batch for batch in planter.batches if batch.num_portions]
    visits = name_visits(batches, config, rng, plant=plant)

    problem = Problem(
        name=(
            f"generated-{config.units}x{config.sites}x{config.days}"
            f"x{config.visits}-{config.seed}"
        ),
        origin_at=ORIGIN_AT,
        as_of_min=-_AS_OF_DAYS * DAY,
        horizon_min=config.days * DAY,
        products=tuple(tighten.products(config, network, batches)),
        units=network.units,
        lines=tuple(tighten.lines(network, batches)),
        processes=tuple(tighten.processes(config, network, batches)),
        runs=network.runs,
        orders=tuple(tighten.orders(config, network, batches)),
        authorisations=tuple(authorisations(config, network, clinic)),
        sites=network.sites,
        places=clinic.places,
        scanners=tuple(tighten.scanners(config, clinic.scanners, batches)),
        people=clinic.people,
        trials=clinic.trials,
        lanes=network.lanes,
        departures=network.departures,
        procedures=tuple(recipe.procedure for recipe in network.recipes),
        visits=visits,
    )
    return Generated(problem, assemble(batches) if plant else None)


def _quotas(config: GeneratorConfig, rng: Random) -> list[int]:
    """Visits of each site-day, as even as whole numbers can be."""
    cells = config.days * config.sites
    base, rest = divmod(config.visits, cells)
    quotas = [base + 1] * rest + [base] * (cells - rest)
    rng.shuffle(quotas)
    return quotas
