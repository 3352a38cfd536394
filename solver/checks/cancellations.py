"""What it costs that portions of placed orders are not taken (part of the cost)."""

from solver.checks.lookup import PlanView, ProblemView


def cancellations_nok(known: ProblemView, plan: PlanView) -> int:
    """
    Cost of portions that are placed, not committed, and not taken [NOK].

    Cancelling is free up to and including the last free minute, and for good if
    there is none.
    """
    total = 0
    for order in known.orders.values():
        free_until = order.free_cancel_until_min
        if order.id in known.held.batches or free_until is None:
            continue
        if known.as_of_min > free_until:
            left = order.placed_portions - plan.num_portions(order.id)
            total += max(0, left) * order.cancel_cost_per_portion_nok
    return total
