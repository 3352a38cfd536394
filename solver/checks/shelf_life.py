"""
Rule 7: the injection ends no later than the earliest of the shelf lives.

They count from EOS, reference time, beginning of portioning, and receipt; in a
multi-dose vial, from the first injection out of it too.
"""

from collections.abc import Iterator

from solver.checks.lookup import PlanView, ProblemView
from solver.checks.numbers_of_dose import expiry_limits
from solver.checks.violation import Violation
from solver.problem.products import Presentation

RULE = "shelf_life"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """``injection + injection_min <= expiry``, inclusive (rule 7)."""
    for dose in plan.doses.values():
        for limit in expiry_limits(dose):
            if dose.injected_min > limit.minute:
                message = (
                    f"the injection ends at minute {dose.injected_min}, past the "
                    f"{limit.reason} at minute {limit.minute}"
                )
                yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))
    for vial in plan.plan.vials:
        yield from _in_use(plan, vial.id)


def _in_use(plan: PlanView, vial_id: str) -> Iterator[Violation]:
    """``injection + injection_min <= first injection + in_use``, inclusive."""
    doses = [
        dose
        for dose in plan.doses_from(vial_id)
        if dose.product.presentation is Presentation.MULTI_DOSE_VIAL
    ]
    if not doses:
        return
    first = min(doses, key=lambda dose: dose.administration.injection_min)
    opened = first.administration.injection_min
    for dose in doses:
        in_use = dose.product.shelf_life.in_use_min
        if in_use is not None and dose.injected_min > opened + in_use:
            message = (
                f"the injection ends at minute {dose.injected_min}, vial {vial_id} is "
                f"in use since minute {opened}, for {in_use} min at most"
            )
            both = tuple(dict.fromkeys((first.visit.id, dose.visit.id)))
            yield Violation(RULE, dose.visit.id, message, both)
