"""
Rule 1: the plan meets the prescribed activity at the injection minute.

``draw = ceil(target * 1000 / (1000 - residual))``. A dose dispensed earlier is
what it is: the net left of it lies within the tolerance of the target. The
usable interval is the one in which this very draw keeps to all its limits.
"""

from collections.abc import Iterator

from solver.checks import exact
from solver.checks.lookup import Dose, PlanView, ProblemView
from solver.checks.violation import Violation

RULE = "administered_activity"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Alternative, draw, tolerance and usable interval of each dose (rule 1)."""
    for dose in plan.doses.values():
        for message in _faults(plan, dose):
            yield Violation(RULE, dose.visit.id, message, (dose.visit.id,))


def _faults(plan: PlanView, dose: Dose) -> Iterator[str]:
    administration = dose.administration
    if dose.alternative is None:
        yield (
            f"alternative {administration.alternative} is planned, but the visit has "
            f"{len(dose.visit.alternatives)}, counted from 0"
        )
    numbers = plan.numbers(dose)
    if numbers is None:
        return
    if administration.draw_kbq != numbers.draw_kbq:
        yield (
            f"the draw is {administration.draw_kbq} kBq "
            f"and must be {numbers.draw_kbq} kBq"
        )
    if dose.is_dispensed:
        yield from _outside_tolerance(dose, numbers.draw_kbq)
    if administration.usable_from_min != numbers.usable_from_min:
        yield (
            f"usable from minute {administration.usable_from_min} is stated, "
            f"it is {numbers.usable_from_min}"
        )
    until = numbers.usable_until_min
    if administration.usable_until_min != until:
        yield (
            f"usable until minute {administration.usable_until_min} is stated, "
            f"it is {until}"
        )


def _outside_tolerance(dose: Dose, draw_kbq: int) -> Iterator[str]:
    """``floor(net)`` reaches the lower limit, ``ceil(net)`` keeps the upper one."""
    if dose.alternative is None:
        return
    target, tolerance = dose.alternative.target_kbq, dose.visit.tolerance_permille
    share = draw_kbq * (1000 - dose.product.residual_permille)
    lower = exact.lower_limit_kbq(target, tolerance)
    upper = exact.upper_limit_kbq(target, tolerance)
    if share // 1000 < lower:
        yield f"the dispensed dose gives {share // 1000} kBq, less than {lower} kBq"
    if exact.ceil_div(share, 1000) > upper:
        given = exact.ceil_div(share, 1000)
        yield f"the dispensed dose gives {given} kBq, more than {upper} kBq"
