"""What to generate: sizes, products, tightness and seed."""

from dataclasses import dataclass

PRODUCTS = ("fdg", "psma", "ga68", "c11", "lu177", "ra223")
"""The products the generator knows, see ``catalog``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorConfig:
    """
    Size and character of a generated instance.

    Parameters
    ----------
    units
        Production units with cyclotron; sites are spread over them.
    sites
        Hospitals, at least one per unit.
    days
        Days of the horizon; every day is a working day.
    visits
        Visits that ask for a dose, exactly so many.
    seed
        Same configuration, same instance: on every machine and Python.
    products
        Names out of ``PRODUCTS``.
    tightness
        0 leaves hours, scanners and batches generous; 1 leaves hardly more than
        a planted plan needs.
    """

    units: int
    sites: int
    days: int
    visits: int
    seed: int
    products: tuple[str, ...] = PRODUCTS
    tightness: float = 0.8

    def __post_init__(self) -> None:
        if not 1 <= self.units <= self.sites:
            raise ValueError(
                f"units = {self.units} and sites = {self.sites} not understood: "
                "every unit needs a site of its own"
            )
        if self.days < 1 or self.visits < 1:
            raise ValueError("days and visits start at 1")
        if not 0 <= self.tightness <= 1:
            raise ValueError(f"tightness = {self.tightness} is not in [0, 1]")
        if not self.products or set(self.products) - set(PRODUCTS):
            raise ValueError(f"products = {self.products} not out of {PRODUCTS}")


SMALL = GeneratorConfig(units=1, sites=2, days=1, visits=12, seed=1, tightness=0.5)
"""A dozen visits on one day: for tests and first steps."""

TIGHT = GeneratorConfig(units=2, sites=4, days=3, visits=150, seed=7, tightness=1.0)
"""All visits can be seated, and first come, first served seats nine of ten at most."""
