"""
Rule 7: the injection ends no later than the earliest of the shelf lives.

They count from EOS, reference time, beginning of portioning, and receipt.
"""

from collections.abc import Iterator

from solver.checks.lookup import PlanView, ProblemView
from solver.checks.numbers_of_dose import expiry_limits
from solver.checks.violation import Violation

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
