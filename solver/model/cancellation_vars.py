"""Placed portions that are not taken, in terms of the decisions (rule 8)."""

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from solver.model.book import Truth
from solver.model.seating import Expr
from solver.model.variables import PlanVars
from solver.state.cancellations import late_orders
from solver.state.state import State

Term = tuple[int, cp_model.IntVar]
"""A cost [NOK], and what it is multiplied by."""


def cancellations_nok(x: PlanVars) -> Expr:
    """
    Cost of the placed portions that are cancelled after the free deadline [NOK].

    What nobody here could take is cancelled in any case.
    """
    now = x.index.problem.as_of_min
    made = {batch.supply.id: batch for batch in x.supplies}
    total: Expr = 0
    for supply in late_orders(x.index):
        each_nok = supply.cancellation_nok(now, 0) - supply.cancellation_nok(now, 1)
        placed = supply.cancellation_nok(now, 0) // each_nok
        batch = made.get(supply.id)
        if batch is None:
            total += placed * each_nok
            continue
        portions = batch.portions
        cancelled = x.book.integer(
            0,
            placed,
            f"cancel {supply.id}",
            _left_of(placed, portions),
        )
        x.model.add(cancelled >= placed - portions)
        total += each_nok * cancelled
    return total


def _left_of(placed: int, portions: Expr) -> Truth:
    """Placed portions that are not taken."""
    return lambda seating: max(placed - seating.value(portions), 0)


def cancellation_terms(
    base: State,
    model: cp_model.CpModel,
    made: Mapping[str, cp_model.IntVar],
    portions: Mapping[str, Sequence[Term]],
) -> list[Term]:
    """
    Placed portions that are not taken, each with its cost.

    A real plan may need more vials than the fewest that are counted in ``portions``:
    taking more is free to decide, at the price of each.
    """
    now = base.index.problem.as_of_min
    terms: list[Term] = []
    for supply in late_orders(base.index):
        all_nok = supply.cancellation_nok(now, 0)
        each_nok = all_nok - supply.cancellation_nok(now, 1)
        placed = all_nok // each_nok
        cancelled = model.new_int_var(0, placed, f"cancel {supply.id}")
        terms.append((each_nok, cancelled))
        if supply.id not in made:
            model.add(cancelled == placed)
            continue
        more = model.new_int_var(0, placed, f"more {supply.id}")
        terms.append((supply.portion_cost_nok, more))
        model.add(more <= placed * made[supply.id])
        taken: cp_model.LinearExpr | int = sum(
            number * literal for number, literal in portions.get(supply.id, ())
        )
        model.add(cancelled >= placed - taken - more)
    return terms
