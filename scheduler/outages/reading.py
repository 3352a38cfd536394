"""What is out of use, as a planning file says it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.imports.planning_file.closures import Closure
from scheduler.imports.rows.instants import told_in
from scheduler.outages.models import Outage


def closures_of(session: Session, network_id: str) -> list[Closure]:
    """What outages close in a network, in the order in which they were reported."""
    columns = (Outage.kind, Outage.resource_id, Outage.start_at, Outage.end_at)
    found = session.execute(
        select(Outage.number, *columns)
        .where(Outage.network_id == network_id, Outage.withdrawn_at.is_(None))
        .order_by(Outage.number)
    )
    return [
        Closure(
            kind=row.kind,
            resource_id=row.resource_id,
            start_at=told_in(row.start_at),
            end_at=told_in(row.end_at),
            note=f"outage {row.number}",
        )
        for row in found
    ]
