"""Orders of bought products: placed with the maker, changed, cancelled."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import NotFound, WrongState
from scheduler.imports.planning_file.convert_orders import order_id as id_of_order
from scheduler.orders.models import PlacedOrder, Supply
from scheduler.production.affected import Happening, Told, settle
from scheduler.production.in_force import InForce, in_force, reason_issues, require
from solver.errors import Issue
from solver.problem.production import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """
    What is placed now, and what taking back the rest costs.

    Parameters
    ----------
    before, portions
        Portions that were placed, and that are.
    cancel_cost_nok
        What the maker asks for portions taken back [NOK].
    """

    order_id: str
    before: int
    portions: int
    cancel_cost_nok: int
    happening: Happening | None


def placed(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    order_id: str,
    portions: int,
    reason: str | None = None,
) -> Placed:
    """
    So many portions of an order are placed with its maker; 0: it is cancelled.

    Raises
    ------
    NotFound
        If there is no such order.
    WrongState
        If it has closed, and more is wanted; or if what is taken back is booked.
    Invalid
        If the maker does not sell so many, or less is wanted without a reason.

    """
    audited(session, now, actor, "place order", chain=network_id, reason=reason)
    there = in_force(session, network_id, now)
    order = _order(there, order_id)
    row_key = _supply_of(session, there, network_id, order_id)
    row = session.get(
        PlacedOrder,
        (network_id, *row_key),
        populate_existing=True,
        with_for_update=True,
    )
    before = 0 if row is None else row.portions
    issues = []
    if not 0 <= portions <= order.max_portions:
        message = f"0 to {order.max_portions} are sold"
        issues.append(Issue("portions", message))
    if portions < before:
        issues += reason_issues(reason)
    require(issues)
    if portions == before:
        return Placed(
            order_id=order_id,
            before=before,
            portions=portions,
            cancel_cost_nok=0,
            happening=None,
        )
    _require_possible(there, order, before, portions)
    if row is None:
        row = PlacedOrder(
            network_id=network_id,
            supply_position=row_key[0],
            reference_date=row_key[1],
            position=_next_position(session, network_id, row_key[0]),
        )
        session.add(row)
    if portions:
        row.portions = portions
    else:
        session.delete(row)
    cost = cancel_cost_nok(order, before - portions, there.built.problem.as_of_min)
    told = Told(
        kind="order_placed" if portions > before else "order_cancelled",
        subject=order_id,
        state=f"{portions} portions",
        reason=reason or f"{portions} portions of {order_id} are placed",
        details={"before": before, "portions": portions, "cancel_cost_nok": cost},
    )
    return Placed(
        order_id=order_id,
        before=before,
        portions=portions,
        cancel_cost_nok=cost,
        happening=settle(session, now, actor, network_id, told),
    )


def cancel_cost_nok(order: Order, portions: int, as_of_min: int) -> int:
    """What it costs to take back so many placed portions at a minute [NOK]."""
    free_until = order.free_cancel_until_min
    if portions <= 0 or free_until is None or as_of_min <= free_until:
        return 0
    return portions * order.cancel_cost_per_portion_nok


def _order(there: InForce, order_id: str) -> Order:
    for each in there.built.problem.orders:
        if each.id == order_id:
            return each
    raise NotFound("order", order_id)


def _supply_of(
    session: Session, there: InForce, network_id: str, order_id: str
) -> tuple[int, date]:
    """Position of the offer an order belongs to, and its reference date."""
    positions = session.scalars(
        select(Supply.position)
        .where(Supply.network_id == network_id)
        .order_by(Supply.position)
    )
    day = date.fromisoformat(order_id[-len("2026-01-01") :])
    for position, supply in zip(positions, there.built.file.supplies, strict=True):
        if id_of_order(supply, day) == order_id:
            return position, day
    raise NotFound("order", order_id)


def _require_possible(there: InForce, order: Order, before: int, portions: int) -> None:
    is_closed = there.built.problem.as_of_min > order.cutoff_min
    if is_closed and portions > before:
        raise WrongState("order", order.id, "closed", "raised")
    booked = len(there.vials_of(order.id))
    if is_closed and portions < booked:
        raise WrongState(
            "order", order.id, f"closed, with {booked} portions booked", "lowered so"
        )


def _next_position(session: Session, network_id: str, supply_position: int) -> int:
    last = session.scalar(
        select(func.max(PlacedOrder.position)).where(
            PlacedOrder.network_id == network_id,
            PlacedOrder.supply_position == supply_position,
        )
    )
    return (last or 0) + 1024
