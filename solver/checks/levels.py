"""The values of the objective's levels, recomputed from problem and plan."""

from solver.checks.availability import num_outside_preferred
from solver.checks.cancellations import cancellations_nok
from solver.checks.fairness import refusal_permille, waiting_days
from solver.checks.lookup import PlanView, ProblemView
from solver.checks.stability import stability
from solver.plan.plan import Plan
from solver.plan.result import LevelName
from solver.problem.commitments import Firmness
from solver.problem.demand import PriorityClass
from solver.problem.problem import Problem

LevelKey = tuple[LevelName, PriorityClass | None]


def level_values(problem: Problem, plan: Plan) -> dict[LevelKey, int]:
    """
    Value of every level, first things first.

    ``kept`` and ``served`` have one level per priority class that occurs among
    the visits they count, in the order of the classes; the others have one level
    each, with ``None`` for the class.
    """
    known = ProblemView(problem)
    view = PlanView(known, plan)
    values: dict[LevelKey, int] = {}
    held = known.held
    kept = [
        known.visits[visit_id]
        for visit_id, firmness in held.visits.items()
        if firmness is not Firmness.HELD
    ]
    due = [each for each in problem.visits if each.window_end_min <= known.horizon_min]
    for priority in PriorityClass:
        ids = [each.id for each in kept if each.priority is priority]
        if ids:
            values[LevelName.KEPT, priority] = sum(map(view.is_kept, ids))
    for priority in PriorityClass:
        ids = [each.id for each in due if each.priority is priority]
        if ids:
            served = sum(each in view.administrations for each in ids)
            values[LevelName.SERVED, priority] = served
    values[LevelName.SERVED_EARLY, None] = sum(
        each.id in view.administrations and each.window_end_min > known.horizon_min
        for each in problem.visits
    )
    changes = stability(view)
    values[LevelName.BUMPED_AGAIN, None] = changes.bumped_again
    values[LevelName.TOUCHED, None] = changes.touched
    values[LevelName.MOVED_DAYS, None] = changes.moved_days
    values[LevelName.MOVED_MIN, None] = changes.moved_min
    values[LevelName.COST_NOK, None] = cost_nok(known, view)
    values[LevelName.ACTIVITY_KBQ, None] = sum(
        batch.activity_kbq for batch in plan.batches
    )
    values[LevelName.REFUSAL_PERMILLE, None] = refusal_permille(view)
    values[LevelName.WAITING_DAYS, None] = waiting_days(view)
    values[LevelName.OUTSIDE_PREFERRED, None] = num_outside_preferred(view)
    return values


def cost_nok(known: ProblemView, view: PlanView) -> int:
    """
    Cost of runs, orders, transport and cancellations, none of it committed [NOK].

    A departure is paid once. One that a committed batch travels on is paid
    already.
    """
    total = cancellations_nok(known, view)
    for made in view.made.values():
        if made.is_committed:
            continue
        if made.source is not None:
            total += made.source.process.cost_nok
        if made.order is not None:
            vials = view.num_portions(made.batch.id)
            total += made.order.cost_nok + vials * made.order.cost_per_portion_nok
    shipments_now = view.plan.shipments
    paid = {
        each.departure_id
        for each in shipments_now
        if each.batch_id in known.held.batches and each.departure_id is not None
    }
    for shipment in shipments_now:
        lane = known.lanes.get(shipment.lane_id)
        if lane is None or shipment.batch_id in known.held.batches:
            continue
        if shipment.departure_id is None:
            total += lane.cost_nok
        elif shipment.departure_id not in paid:
            paid.add(shipment.departure_id)
            total += lane.cost_nok
    return total
