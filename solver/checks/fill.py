"""Concentration of a vial: as stated for the product, or as measured."""

from solver.checks import exact
from solver.checks.made import MadeBatch
from solver.plan.plan import Vial


def dead_kbq(made: MadeBatch, vial: Vial | None = None) -> int:
    """
    Activity in the dead volume of a container at the reference, rounded up [kBq].

    A measured vial has the concentration its content and its fill give; every
    other one (and ``None``) that of the product.
    """
    container = made.product.container
    if vial is not None and vial.id in made.measured and vial.volume_ul:
        return exact.ceil_div(
            vial.activity_kbq * container.dead_volume_ul, vial.volume_ul
        )
    if container.concentration_kbq_per_ml is None:
        return 0
    return exact.activity_kbq(
        container.dead_volume_ul, container.concentration_kbq_per_ml
    )


def volume_ul(made: MadeBatch, vial: Vial, demand_kbq: int) -> int | None:
    """Volume of a vial that holds an activity, rounded up [µL]."""
    if vial.id in made.measured and vial.volume_ul is not None:
        return exact.ceil_div(demand_kbq * vial.volume_ul, vial.activity_kbq)
    concentration = made.product.container.concentration_kbq_per_ml
    if concentration is None:
        return None
    return exact.volume_ul(demand_kbq, concentration)
