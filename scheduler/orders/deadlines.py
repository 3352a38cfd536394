"""What is to be ordered soon: cut-offs of bought products."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.orders.placing import cancel_cost_nok
from scheduler.production.in_force import InForce, in_force
from solver.problem.production import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDeadline:
    """
    An order that is to be placed or changed, in the local time of its maker.

    Parameters
    ----------
    portions
        What the plan in force takes.
    placed
        What is placed with the maker.
    to_place
        How many more are to be placed by the cut-off; negative: to be taken back.
    cost_nok
        What placing them costs; the order itself included if it is new [NOK].
    cancel_cost_nok
        What it would cost now to take back all that is placed [NOK].
    free_cancel_until
        Until when that costs nothing; ``None``: it never costs.
    is_overdue
        Whether the cut-off has passed, and not all of it is placed.
    """

    order_id: str
    unit_id: str
    product_id: str
    cutoff_at: datetime
    reference_at: datetime
    portions: int
    placed: int
    to_place: int
    cost_nok: int
    cancel_cost_nok: int
    free_cancel_until: datetime | None
    is_overdue: bool


def order_deadlines(
    session: Session, now: datetime, network_id: str, *, hours: int
) -> tuple[OrderDeadline, ...]:
    """
    Orders that close within so many hours and are not placed as planned.

    Those that have closed and are missing come first: the maker is to be asked.

    Raises
    ------
    NotFound
        If there is no such network, or no plan of it.

    """
    there = in_force(session, network_id, now)
    batch_of = {each.id: each.batch_id for each in there.plan.shipments}
    planned = Counter(batch_of[each.shipment_id] for each in there.plan.vials)
    found = [
        _deadline(there, order, planned[order.id])
        for order in there.built.problem.orders
        if planned[order.id] != order.placed_portions
        and order.ready_min > there.built.problem.as_of_min
    ]
    until = now + timedelta(hours=hours)
    return tuple(
        sorted(
            (
                each
                for each in found
                if each.is_overdue or now <= each.cutoff_at <= until
            ),
            key=lambda each: (each.cutoff_at, each.order_id),
        )
    )


def _deadline(there: InForce, order: Order, planned: int) -> OrderDeadline:
    problem, instants = there.built.problem, there.built.instants
    unit = next(each for each in problem.units if each.id == order.unit_id)
    zone = ZoneInfo(unit.zone)
    missing = max(0, planned - order.placed_portions)
    cost = missing * order.cost_per_portion_nok
    if missing and not order.placed_portions:
        cost += order.cost_nok
    free_until = instants.at_if(order.free_cancel_until_min)
    return OrderDeadline(
        order_id=order.id,
        unit_id=order.unit_id,
        product_id=order.product_id,
        cutoff_at=instants.at(order.cutoff_min).astimezone(zone),
        reference_at=instants.at(order.reference_min).astimezone(zone),
        portions=planned,
        placed=order.placed_portions,
        to_place=planned - order.placed_portions,
        cost_nok=cost,
        cancel_cost_nok=cancel_cost_nok(
            order, order.placed_portions, problem.as_of_min
        ),
        free_cancel_until=None if free_until is None else free_until.astimezone(zone),
        is_overdue=bool(missing) and problem.as_of_min > order.cutoff_min,
    )
