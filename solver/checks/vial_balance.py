"""The balance of a single vial or unit dose (part of rule 2)."""

from collections.abc import Iterator

from solver.checks import exact
from solver.checks.fill import dead_kbq
from solver.checks.lookup import Dose, PlanView
from solver.checks.made import MadeBatch
from solver.plan.plan import Vial
from solver.problem.products import Presentation, Product

Fault = tuple[str, bool]
"""A message, and whether it is a shortage: a fault of the doses drawn."""


def vial_faults(plan: PlanView, made: MadeBatch, vial: Vial) -> Iterator[Fault]:
    """What is wrong with the content and the fill of one vial."""
    if made.product.presentation is not Presentation.WHOLE_VIALS:
        yield from _drawn(plan, made, vial)
    else:
        for dose in plan.doses_from(vial.id):
            if dose.made is made:
                yield from _whole_vials_of(plan, made, dose)
        if not made.is_committed:
            yield from _whole(made.product, vial)
    if not made.is_committed:
        yield from _limits(made.product, vial)


def _drawn(plan: PlanView, made: MadeBatch, vial: Vial) -> Iterator[Fault]:
    """Demands and dead volume fit, in activity and in volume."""
    product = made.product
    doses = [dose for dose in plan.doses_from(vial.id) if dose.made is made]
    dead = dead_kbq(made, vial)
    demand = sum(plan.demand_kbq(dose) for dose in doses)
    if doses and vial.activity_kbq < demand + dead:
        message = (
            f"it holds {vial.activity_kbq} kBq, but {demand} kBq are drawn and "
            f"{dead} kBq stay in the dead volume"
        )
        yield message, True
    is_stated = vial.volume_ul is not None
    if is_stated != (product.container.concentration_kbq_per_ml is not None):
        yield f"a volume of {vial.volume_ul} µL does not fit the product", False
    if vial.volume_ul is None or any(dose.is_dispensed for dose in doses):
        return  # of a dispensed unit dose all is given, whatever its volume
    drawn = sum(plan.draw_ul(dose) for dose in doses)
    dead_ul = product.container.dead_volume_ul
    if doses and vial.volume_ul < drawn + dead_ul:
        message = (
            f"it holds {vial.volume_ul} µL, but {drawn} µL are drawn and "
            f"{dead_ul} µL are dead volume"
        )
        yield message, True


def _whole(product: Product, vial: Vial) -> Iterator[Fault]:
    """A bought whole vial has the content and the volume it is sold with."""
    content = product.container.content_kbq
    concentration = product.container.concentration_kbq_per_ml
    if vial.activity_kbq != content:
        yield f"it holds {vial.activity_kbq} kBq, it is sold with {content} kBq", False
    if content is None or concentration is None:
        return
    volume = exact.volume_ul(content, concentration)
    if vial.volume_ul != volume:
        yield f"it holds {vial.volume_ul} µL, it is sold with {volume} µL", False


def _whole_vials_of(plan: PlanView, made: MadeBatch, dose: Dose) -> Iterator[Fault]:
    """A participant gets ``ceil(demand / (content - dead))`` whole vials."""
    demand = plan.demand_kbq(dose)
    usable = sum(vial.activity_kbq - dead_kbq(made, vial) for vial in dose.vials)
    if usable < demand:
        message = (
            f"the {len(dose.vials)} vials of visit {dose.visit.id} give "
            f"{usable} kBq, it takes {demand} kBq"
        )
        yield message, True
    content = (made.product.container.content_kbq or 0) - dead_kbq(made)
    if made.is_committed or content <= 0:
        return
    number = exact.ceil_div(demand, content)
    if len(dose.vials) > number:
        yield (
            f"visit {dose.visit.id} takes {len(dose.vials)} vials, {number} suffice",
            True,
        )


def _limits(product: Product, vial: Vial) -> Iterator[Fault]:
    """A container holds no more than it may, nor more than its volume contains."""
    container = product.container
    most_kbq, most_ul = container.max_activity_kbq, container.max_volume_ul
    if most_kbq is not None and vial.activity_kbq > most_kbq:
        yield f"it holds {vial.activity_kbq} kBq, at most {most_kbq} kBq may be", False
    if vial.volume_ul is None:
        return
    if most_ul is not None and vial.volume_ul > most_ul:
        yield f"it holds {vial.volume_ul} µL, at most {most_ul} µL may be", False
    if container.concentration_kbq_per_ml is None:
        return
    contained = exact.activity_kbq(vial.volume_ul, container.concentration_kbq_per_ml)
    if vial.activity_kbq > contained:
        message = (
            f"it holds {vial.activity_kbq} kBq, but its {vial.volume_ul} µL "
            f"contain at most {contained} kBq"
        )
        yield message, False
