"""Doses of the plan in force of which nobody has said whether they were given."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.planning.items import BookingRow, VialRow
from scheduler.planning.promises import Promise, VisitEnd
from solver.problem.commitments import Firmness


@dataclass(frozen=True, slots=True)
class Dose:
    """A visit's dose, where it comes from, and the last minute at which it is one."""

    visit_id: str
    vial_ids: tuple[str, ...]
    usable_until_at: datetime


def open_doses(session: Session, network_id: str, since: datetime) -> tuple[Dose, ...]:
    """
    Doses without a record, by their last minute.

    Parameters
    ----------
    since
        Whose last minute is not before this.
    """
    ended = select(VisitEnd.visit_id).where(VisitEnd.network_id == network_id)
    facts = select(Promise.visit_id).where(
        Promise.network_id == network_id, Promise.firmness == Firmness.FACT
    )
    rows = session.execute(
        select(BookingRow.visit_id, BookingRow.vial_ids, BookingRow.usable_until_at)
        .where(
            BookingRow.network_id == network_id,
            BookingRow.until_revision.is_(None),
            BookingRow.usable_until_at >= since,
            BookingRow.visit_id.not_in(ended),
            BookingRow.visit_id.not_in(facts),
        )
        .order_by(BookingRow.usable_until_at, BookingRow.visit_id)
    )
    return tuple(Dose(row[0], tuple(row[1]), row[2]) for row in rows)


def shipments_of_vials(
    session: Session, network_id: str, shipment_ids: Collection[str]
) -> dict[str, str]:
    """The shipment of each vial of the plan in force, by id of the vial."""
    rows = session.execute(
        select(VialRow.vial_id, VialRow.shipment_id).where(
            VialRow.network_id == network_id,
            VialRow.until_revision.is_(None),
            VialRow.shipment_id.in_(sorted(shipment_ids)),
        )
    )
    return dict(rows.all())
