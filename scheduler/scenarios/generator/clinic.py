"""Trials, the sites that run them, and who is delegated to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from scheduler.scenarios.generator.config import GeneratorConfig
from scheduler.scenarios.generator.network import (
    MANUFACTURER,
    Network,
    resources,
)
from scheduler.scenarios.generator.records import changed
from solver.problem.base import Interval
from solver.problem.clinic import Person, Place, Scanner, Trial
from solver.problem.production import Authorisation

_VISITS_PER_TRIAL = 25
_MOST_TRIALS = 60
_ACTIVE_SHARE = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """Resources and trials, before anybody asks for a dose."""

    places: tuple[Place, ...]
    scanners: tuple[Scanner, ...]
    people: tuple[Person, ...]
    trials: tuple[Trial, ...]
    product_of: dict[str, str]

    def trials_for(self, product_id: str, site_id: str) -> list[str]:
        """Trials of a product that are active at a site."""
        return [
            trial.id
            for trial in self.trials
            if self.product_of[trial.id] == product_id
            and site_id in trial.active_site_ids
        ]


def build_clinic(config: GeneratorConfig, network: Network, rng: Random) -> Clinic:
    """Resources enough for the visits asked for, and trials to do at the sites."""
    cells = config.sites * config.days
    most = -(-config.visits // cells) + 1
    products = [recipe.product.id for recipe in network.recipes]
    num_trials = min(_MOST_TRIALS, max(3, config.visits // _VISITS_PER_TRIAL))
    trials, product_of = [], {}
    for number in range(1, num_trials + 1):
        product = products[number % len(products)]
        reached = [
            site.id
            for site in network.sites
            if any(each.product.id == product for each in network.reaching(site.id))
        ]
        active = [site for site in reached if rng.random() < _ACTIVE_SHARE]
        trial = Trial(
            id=f"T{number:02}",
            name=f"Trial {number} of {product}",
            active_site_ids=tuple(active or reached[:1]),
        )
        trials.append(trial)
        product_of[trial.id] = product

    has_bought = any(recipe.process is None for recipe in network.recipes)
    places: list[Place] = []
    scanners: list[Scanner] = []
    people: list[Person] = []
    for site in network.sites:
        chairs = max(1, -(-most // 5)) if has_bought else 0
        rooms, machines, staff = resources(config, site.id, most, chairs)
        places += rooms
        scanners += machines
        people += _delegated(site.id, staff, trials, rng)
    return Clinic(
        places=tuple(places),
        scanners=tuple(scanners),
        people=tuple(people),
        trials=tuple(trials),
        product_of=product_of,
    )


def _delegated(
    site_id: str, staff: list[Person], trials: list[Trial], rng: Random
) -> Iterator[Person]:
    """Each is delegated to four of five trials, the first of each role to all."""
    active = [trial.id for trial in trials if site_id in trial.active_site_ids]
    for person in staff:
        first = person.id.endswith("1") and not person.id[-2].isdigit()
        chosen = tuple(each for each in active if first or rng.random() < 0.8)  # noqa: PLR2004
        yield changed(person, trial_ids=chosen)


def authorisations(
    config: GeneratorConfig, network: Network, clinic: Clinic
) -> Iterator[Authorisation]:
    """Each product from the site's unit, for clinical use and for active trials."""
    valid = Interval(start_min=0, end_min=config.days * 24 * 60)
    for site in network.sites:
        for recipe in network.reaching(site.id):
            product = recipe.product.id
            unit = MANUFACTURER
            if recipe.process is not None:
                unit, _ = network.supplier(site.id)
            for trial_id in (None, *clinic.trials_for(product, site.id)):
                yield Authorisation(
                    unit_id=unit,
                    product_id=product,
                    site_id=site.id,
                    trial_id=trial_id,
                    valid=valid,
                )
