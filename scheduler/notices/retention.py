"""How long what people were told is kept."""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select, tuple_
from sqlalchemy.orm import Session

from scheduler.notices.models import (
    Delivery,
    DeliveryState,
    Notice,
    NoticeAudience,
    NoticeReading,
)

KEPT = timedelta(days=400)
"""How long a notice is kept: a year, and some weeks to look back (a house value)."""

_AT_ONCE = 200

_OF_NOTICES = (Delivery, NoticeReading, NoticeAudience)


def has_old(session: Session, now: datetime) -> bool:
    """Whether there is anything to forget."""
    return session.execute(_old(now).limit(1)).first() is not None


def forget_old(session: Session, now: datetime) -> int:
    """
    Forget some old notices, with who has read them and how they left; how many.

    Those that are still on their way over a channel are kept until they have arrived
    or are given up.
    """
    # Locked, so that nobody reads one, or has it sent, while it goes.
    old = session.execute(_old(now).limit(_AT_ONCE).with_for_update()).all()
    keys = [(each.network_id, each.id) for each in old]
    for table in _OF_NOTICES:
        named = tuple_(table.network_id, table.notice_id).in_(keys)
        session.execute(delete(table).where(named))
    session.execute(
        delete(Notice).where(tuple_(Notice.network_id, Notice.id).in_(keys))
    )
    return len(keys)


def _old(now: datetime) -> Select[str, str]:
    on_its_way = select(Delivery.channel_id).where(
        Delivery.network_id == Notice.network_id,
        Delivery.notice_id == Notice.id,
        Delivery.state == DeliveryState.WAITING,
    )
    return (
        select(Notice.network_id, Notice.id)
        .where(Notice.at < now - KEPT, ~on_its_way.exists())
        .order_by(Notice.at, Notice.network_id, Notice.id)
    )
