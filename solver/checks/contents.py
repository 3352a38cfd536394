"""What a shipment is at a minute: doses to be drawn, or vials as they are."""

from solver.checks import exact
from solver.checks.fill import dead_kbq
from solver.checks.lookup import Dose, PlanView
from solver.checks.made import MadeBatch
from solver.plan.plan import Shipment
from solver.problem.products import Presentation


def is_drawn(made: MadeBatch) -> bool:
    """Whether a batch is counted by what the plan draws, not by its vials."""
    return (
        not made.is_committed
        and made.product.presentation is not Presentation.WHOLE_VIALS
    )


def doses_in(plan: PlanView, made: MadeBatch, shipment: Shipment) -> list[Dose]:
    """The doses drawn from a shipment, each of them once."""
    doses = {
        dose.visit.id: dose
        for vial in plan.vials_in.get(shipment.id, ())
        for dose in plan.doses_from(vial.id)
        if dose.made is made
    }
    return list(doses.values())


def gross_kbq(plan: PlanView, dose: Dose) -> int:
    """Assay at the injection, recomputed where that can be done [kBq]."""
    numbers = plan.numbers(dose)
    return numbers.draw_kbq if numbers else dose.administration.draw_kbq


def shipped_kbq(
    plan: PlanView, made: MadeBatch, shipment: Shipment, minute: int
) -> int:
    """Activity of a shipment at a minute, each part of it rounded up [kBq]."""
    half_life = made.product.half_life_min
    vials = plan.vials_in.get(shipment.id, ())
    if is_drawn(made):
        return len(vials) * dead_kbq(made) + sum(
            exact.need_kbq(
                gross_kbq(plan, dose),
                dose.administration.injection_min - minute,
                half_life,
            )
            for dose in doses_in(plan, made, shipment)
        )
    age = made.batch.reference_min - minute
    return sum(exact.need_kbq(vial.activity_kbq, age, half_life) for vial in vials)
