"""
Rule 8: nothing new is ordered after its cut-off, and an order is what is sold.

An order in the very minute of the cut-off is accepted; committed batches are
ordered already.
"""

from collections.abc import Iterator

from solver.checks.lookup import PlanView, ProblemView
from solver.checks.violation import Violation

RULE = "orders"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """``as_of <= cutoff`` of each new batch, reference time as sold (rule 8)."""
    for made in plan.made.values():
        if made.is_committed:
            continue
        order, batch = made.order, made.batch
        cutoff = order.cutoff_min if order else None
        if made.source is not None:
            cutoff = made.source.run.cutoff_min
        if cutoff is not None and known.as_of_min > cutoff:
            message = f"orders closed at minute {cutoff}, it is {known.as_of_min} now"
            yield Violation(RULE, batch.id, message)
        if order is not None and batch.reference_min != order.reference_min:
            message = (
                f"the reference time is planned as minute {batch.reference_min}, "
                f"it is minute {order.reference_min}"
            )
            yield Violation(RULE, batch.id, message)
