"""
Conservation: content = draws + residuals + sample + rest, at one instant.

Everything is decayed to the batch's reference minute: the stated assay of each
draw (net and residual), the dead volume, the sample of quality control. What is
left over is the rest, and it is nowhere negative. A draw counts with the lower
bound of its back-decayed activity: what is reported is certain.
"""

from collections.abc import Iterable, Iterator
from decimal import ROUND_FLOOR, Context, Decimal, localcontext

from solver.checks.exact import DIGITS, growth_bounds
from solver.checks.fill import dead_kbq
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.checks.violation import Violation
from solver.plan.plan import Vial
from solver.problem.products import Presentation

RULE = "conservation"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """The balance of every batch and every vial, with nothing negative."""
    for made in plan.made.values():
        vials = [
            vial
            for shipment in plan.shipments_of.get(made.batch.id, ())
            for vial in plan.vials_in.get(shipment.id, ())
        ]
        yield from _vials(plan, made, vials)
        if not made.is_committed:
            yield from _batch(plan, made, vials)


def _drawn_kbq(made: MadeBatch, doses: Iterable[Dose]) -> Decimal:
    """Stated draws, net and residual, decayed back to the reference [kBq]."""
    total = Decimal(0)
    with localcontext(Context(prec=DIGITS, rounding=ROUND_FLOOR)):
        for dose in doses:
            age = dose.administration.injection_min - made.batch.reference_min
            lower, _ = growth_bounds(age, made.product.half_life_min)
            total += dose.administration.draw_kbq * lower
    return total


def _vials(plan: PlanView, made: MadeBatch, vials: list[Vial]) -> Iterator[Violation]:
    """Draws and dead volume of a vial, or of one visit's whole vials, fit."""
    whole = made.product.presentation is Presentation.WHOLE_VIALS
    for vial in vials:
        doses = [dose for dose in plan.doses_from(vial.id) if dose.made is made]
        holders = doses[0].vials if whole and doses else (vial,)
        content = sum(each.activity_kbq for each in holders)
        dead = sum(dead_kbq(made, each) for each in holders)
        drawn = _drawn_kbq(made, doses)
        rest = content - dead - drawn
        if doses and rest < 0:
            message = (
                f"{content} kBq are there at minute {made.batch.reference_min}; "
                f"draws of {drawn:.3f} kBq and {dead} kBq of dead volume leave "
                f"{rest:.3f} kBq"
            )
            users = tuple(dose.visit.id for dose in doses)
            yield Violation(RULE, vial.id, message, users)


def _batch(plan: PlanView, made: MadeBatch, vials: list[Vial]) -> Iterator[Violation]:
    """Vials and sample of a batch fit, and so do all draws from it."""
    sample = made.source.process.sample_kbq if made.source else 0
    content = sum(vial.activity_kbq for vial in vials)
    rest = made.batch.activity_kbq - sample - content
    doses = {
        dose.visit.id: dose
        for vial in vials
        for dose in plan.doses_from(vial.id)
        if dose.made is made
    }
    drawn = _drawn_kbq(made, doses.values())
    if rest < 0 or made.batch.activity_kbq - sample - drawn < 0:
        message = (
            f"{made.batch.activity_kbq} kBq are there at minute "
            f"{made.batch.reference_min}; {sample} kBq of sample and {content} kBq in "
            f"vials, of which {drawn:.3f} kBq are drawn, leave {rest} kBq"
        )
        yield Violation(RULE, made.batch.id, message)
