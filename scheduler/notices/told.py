"""What has been told already, by its key."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.notices.models import Notice


def told(session: Session, network_id: str, keys: Collection[str]) -> frozenset[str]:
    """Those of some keys under which a notice has been written."""
    if not keys:
        return frozenset()
    known = select(Notice.key).where(
        Notice.network_id == network_id, Notice.key.in_(sorted(keys))
    )
    return frozenset(each for each in session.scalars(known) if each is not None)
