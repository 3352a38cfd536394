"""The rows that say how a visit stands: as long as they are the same, so is it."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.database.base import Base
from scheduler.planning.items import BookingRow
from scheduler.planning.promises import Promise, VisitEnd
from scheduler.trials.participants import Visit


def rows_of(session: Session, network_id: str, visit_id: str) -> Iterator[Base | None]:
    """What is asked, planned, promised and recorded of a visit."""
    key = (network_id, visit_id)
    for kind in (Visit, Promise, VisitEnd):
        yield session.get(kind, key)
    yield session.scalars(
        select(BookingRow).where(
            BookingRow.network_id == network_id,
            BookingRow.visit_id == visit_id,
            BookingRow.until_revision.is_(None),
        )
    ).one_or_none()
