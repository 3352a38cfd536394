"""Watch over orders that close soon, and that nobody has placed as planned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.jobs.happenings import happened
from scheduler.notices.telling import Audience, tell
from scheduler.notices.told import told
from scheduler.orders.planned import PlannedOrder, planned_orders
from scheduler.production.models import Unit

ORDER_DUE = "order_due"
"""Kind of the event, and of the notice."""

THRESHOLDS = (timedelta(hours=2), timedelta(hours=24))
"""How long before its cut-off an order is told of; the nearer first."""


@dataclass(frozen=True, slots=True)
class Due:
    """An order that is not placed, and the threshold that its cut-off has passed."""

    order: PlannedOrder
    threshold: timedelta

    @property
    def hours(self) -> int:
        """The threshold [h]."""
        return int(self.threshold / timedelta(hours=1))

    @property
    def key(self) -> str:
        """Under which it is told, once for each cut-off and threshold."""
        cutoff = self.order.cutoff_at.isoformat()
        return f"{ORDER_DUE}:{self.order.order_id}:{cutoff}:{self.hours}"


def orders_due(session: Session, now: datetime, network_id: str) -> tuple[Due, ...]:
    """Orders of which somebody is to be told now."""
    found = [
        Due(order, threshold)
        for order in planned_orders(session, network_id)
        if order.placed < order.portions and order.cutoff_at >= now
        for threshold in [_passed(order.cutoff_at - now)]
        if threshold is not None
    ]
    known = told(session, network_id, [each.key for each in found])
    return tuple(each for each in found if each.key not in known)


def tell_orders_due(
    session: Session, now: datetime, actor: Actor, network_id: str
) -> tuple[str, ...]:
    """
    One event and one notice to its unit for each order that is due; which these are.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    found = orders_due(session, now, network_id)
    for each in found:
        order = each.order
        unit = session.get_one(Unit, (network_id, order.unit_id))
        details = {
            "cutoff_at": order.cutoff_at.astimezone(ZoneInfo(unit.zone)),
            "hours": each.hours,
            "portions": order.portions,
            "placed": order.placed,
        }
        happened(session, now, actor, network_id, ORDER_DUE, order.order_id, details)
        tell(
            session,
            now,
            network_id=network_id,
            kind=ORDER_DUE,
            subject=order.order_id,
            audience=Audience(unit_ids=(order.unit_id,)),
            details=details,
            key=each.key,
        )
    return tuple(each.order.order_id for each in found)


def _passed(left: timedelta) -> timedelta | None:
    """The nearest threshold that is passed; ``None`` if none is."""
    return next((each for each in THRESHOLDS if left <= each), None)
