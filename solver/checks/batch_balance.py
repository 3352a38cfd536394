"""
Rule 2: what is drawn fits into vials, vials into batches, batches into runs.

Every demand is recomputed: ``ceil(draw * 2^((injection - reference) / T))``, and so
is what a run can have of its beam or generator (``solver.checks.capacity``). A batch
that is committed exists already, so that only its vials are checked.
"""

from collections.abc import Iterator

from solver.checks.capacity import usable_kbq
from solver.checks.elutions import Elutions
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.checks.vial_balance import vial_faults
from solver.checks.violation import Violation
from solver.problem.products import Presentation

RULE = "batch_balance"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Demands, vials, batches and shipments, in activity and volume (rule 2)."""
    yield from _doses(plan)
    for vial in plan.plan.vials:
        shipment = plan.shipments.get(vial.shipment_id)
        made = plan.made.get(shipment.batch_id) if shipment else None
        if made is not None:
            drawers = tuple(plan.users_of.get(vial.id, ()))
            for message, is_shortage in vial_faults(plan, made, vial):
                concerned = drawers if is_shortage else ()
                yield Violation(RULE, vial.id, message, concerned)
    elutions = Elutions(plan)
    for made in plan.made.values():
        if not made.is_committed:
            usable = usable_kbq(known, elutions, made)
            for message in _batch_faults(plan, made, usable):
                yield Violation(RULE, made.batch.id, message)
            yield from _shipments(plan, made)


def _doses(plan: PlanView) -> Iterator[Violation]:
    """Each dose states its recomputed demand and volume."""
    for dose in plan.doses.values():
        numbers = plan.numbers(dose)
        if numbers is None:
            continue
        administration, visit_id = dose.administration, dose.visit.id
        if administration.demand_kbq != numbers.demand_kbq:
            message = (
                f"the demand is stated as {administration.demand_kbq} kBq "
                f"and is {numbers.demand_kbq} kBq at the reference minute"
            )
            yield Violation(RULE, visit_id, message, (visit_id,))
        if administration.draw_ul != numbers.draw_ul:
            message = (
                f"the volume to draw is stated as {administration.draw_ul} µL "
                f"and is {numbers.draw_ul} µL"
            )
            yield Violation(RULE, visit_id, message, (visit_id,))


def _batch_faults(plan: PlanView, made: MadeBatch, usable: int) -> Iterator[str]:
    """A run covers vials and sample within what is usable; an order is its vials."""
    batch = made.batch
    vials = [
        vial
        for shipment in plan.shipments_of.get(batch.id, ())
        for vial in plan.vials_in.get(shipment.id, ())
    ]
    content = sum(vial.activity_kbq for vial in vials)
    if made.source is not None:
        process = made.source.process
        needed = content + process.sample_kbq
        if batch.activity_kbq < needed:
            yield (
                f"{batch.activity_kbq} kBq at EOS do not cover {content} kBq in vials "
                f"and {process.sample_kbq} kBq of sample"
            )
        if batch.activity_kbq > usable:
            yield (
                f"{batch.activity_kbq} kBq at EOS exceed the usable capacity of "
                f"{usable} kBq"
            )
    elif batch.activity_kbq != content:
        yield (
            f"{batch.activity_kbq} kBq are ordered, the vials hold {content} kBq "
            "at the reference time"
        )
    if made.order is not None and len(vials) > made.order.max_portions:
        yield (
            f"{len(vials)} portions are ordered, at most "
            f"{made.order.max_portions} are sold"
        )


def _shipments(plan: PlanView, made: MadeBatch) -> Iterator[Violation]:
    """A shipment carries no more multi-dose vials than it may."""
    if made.product.presentation is not Presentation.MULTI_DOSE_VIAL:
        return
    most = made.product.container.max_vials_per_shipment
    for shipment in plan.shipments_of.get(made.batch.id, ()):
        number = len(plan.vials_in.get(shipment.id, ()))
        if number > most:
            message = f"{number} multi-dose vials travel in it, at most {most} may"
            yield Violation(RULE, shipment.id, message)
