"""
Rule 8: nothing new is ordered after its cut-off, and an order is what is sold.

An order in the very minute of the cut-off is accepted; committed batches are
ordered already. Of an order that is placed and may change, so many portions as are
placed can be had after the cut-off.
"""

from collections.abc import Iterator

from solver.checks.lookup import PlanView, ProblemView
from solver.checks.made import MadeBatch
from solver.checks.violation import Violation

RULE = "orders"


def check(known: ProblemView, plan: PlanView) -> Iterator[Violation]:
    """Cut-off, portions placed and reference time of each new batch (rule 8)."""
    for made in plan.made.values():
        if made.is_committed:
            continue
        order, batch = made.order, made.batch
        if message := _too_late(known, plan, made):
            yield Violation(RULE, batch.id, message)
        if order is not None and batch.reference_min != order.reference_min:
            message = (
                f"the reference time is planned as minute {batch.reference_min}, "
                f"it is minute {order.reference_min}"
            )
            yield Violation(RULE, batch.id, message)


def _too_late(known: ProblemView, plan: PlanView, made: MadeBatch) -> str | None:
    """After the cut-off there is no run, and of an order no more than is placed."""
    if made.source is not None:
        cutoff, placed = made.source.run.cutoff_min, 0
    elif made.order is not None:
        cutoff, placed = made.order.cutoff_min, made.order.placed_portions
    else:
        return None
    if known.as_of_min <= cutoff:
        return None
    if placed == 0:
        return f"orders closed at minute {cutoff}, it is {known.as_of_min} now"
    portions = plan.num_portions(made.batch.id)
    if portions <= placed:
        return None
    return (
        f"{portions} portions are planned, {placed} were placed when orders closed "
        f"at minute {cutoff}"
    )
