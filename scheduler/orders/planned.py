"""Orders that the plan in force asks for: read off rows, no problem is built."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.imports.planning_file.convert_orders import order_id as id_of_order
from scheduler.networks.models import Network
from scheduler.orders.models import PlacedOrder, Supply
from scheduler.planning.asked_for import written_down
from scheduler.planning.items import BatchRow, ShipmentRow, VialRow
from scheduler.planning.problem_builder import cutoffs_of, network_of

_DATE = len("2026-01-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOrder:
    """
    An order, as the plan in force has it.

    Parameters
    ----------
    cutoff_at
        Until when it is accepted.
    portions
        What the plan takes.
    placed
        What is placed with the maker.
    """

    order_id: str
    unit_id: str
    cutoff_at: datetime
    portions: int
    placed: int


def planned_orders(session: Session, network_id: str) -> tuple[PlannedOrder, ...]:
    """
    All orders of the plan in force, by the time of their cut-off.

    Raises
    ------
    NotFound
        If there is no such network.

    """
    network = network_of(session, network_id)
    portions = _portions(session, network_id)
    offers = _offers(session, network, portions)
    if not offers:
        return ()
    cutoffs = cutoffs_of(session, network)
    placed = _placed(session, network_id)
    found = [
        PlannedOrder(
            order_id=order_id,
            unit_id=unit_id,
            cutoff_at=cutoffs[order_id],
            portions=portions[order_id],
            placed=placed[position, day],
        )
        for order_id, (position, day, unit_id) in offers.items()
        if order_id in cutoffs
    ]
    return tuple(sorted(found, key=lambda each: (each.cutoff_at, each.order_id)))


def _portions(session: Session, network_id: str) -> dict[str, int]:
    """Vials of each batch of the plan in force."""
    counted = (
        select(BatchRow.batch_id, func.count())
        .join(
            ShipmentRow,
            (ShipmentRow.network_id == BatchRow.network_id)
            & (ShipmentRow.batch_id == BatchRow.batch_id),
        )
        .join(
            VialRow,
            (VialRow.network_id == BatchRow.network_id)
            & (VialRow.shipment_id == ShipmentRow.shipment_id),
        )
        .where(
            BatchRow.network_id == network_id,
            BatchRow.until_revision.is_(None),
            ShipmentRow.until_revision.is_(None),
            VialRow.until_revision.is_(None),
        )
        .group_by(BatchRow.batch_id)
    )
    return dict(session.execute(counted).all())


def _offers(
    session: Session, network: Network, batches: Mapping[str, int]
) -> dict[str, tuple[int, date, str]]:
    """Position of the offer, reference date and unit of those that are orders."""
    positions = session.scalars(
        select(Supply.position)
        .where(Supply.network_id == network.id)
        .order_by(Supply.position)
    ).all()
    if not positions:
        return {}
    supplies = written_down(session, network).supplies
    return {
        batch_id: (position, day, supply.unit)
        for batch_id in batches
        if (day := _date_of(batch_id)) is not None
        for position, supply in zip(positions, supplies, strict=True)
        if id_of_order(supply, day) == batch_id
    }


def _date_of(batch_id: str) -> date | None:
    """The date that the id of an order ends with; ``None`` for that of a run."""
    try:
        return date.fromisoformat(batch_id[-_DATE:])
    except ValueError:
        return None


def _placed(session: Session, network_id: str) -> Counter[tuple[int, date]]:
    """Portions that are placed, by position of the offer and reference date."""
    rows = session.execute(
        select(
            PlacedOrder.supply_position,
            PlacedOrder.reference_date,
            PlacedOrder.portions,
        ).where(PlacedOrder.network_id == network_id)
    )
    return Counter({(position, day): portions for position, day, portions in rows})
