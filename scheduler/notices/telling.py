"""Tell people what happened, in the transaction in which it does."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.access.roles import ScopeKind
from scheduler.canonical import plain
from scheduler.networks.models import Network
from scheduler.notices.audience import Audience
from scheduler.notices.models import (
    Channel,
    Delivery,
    DeliveryState,
    Notice,
    NoticeAudience,
)

__all__ = ["Audience", "tell"]

_ID_BYTES = 12


def tell(  # noqa: PLR0913 - each is said by its name
    session: Session,
    now: datetime,
    *,
    network_id: str,
    kind: str,
    subject: str,
    audience: Audience,
    details: Mapping[str, Any],
    key: str | None = None,
) -> None:
    """
    Write a notice, and a delivery for every channel that it is for.

    Parameters
    ----------
    kind
        "visit_moved", "batch_failed", …: words with underscores.
    subject
        Id of the visit, batch or version it is about.
    details
        What all of the audience may know: no more than each of them sees otherwise.
        Instants have the offset of the place they are about.
    key
        Of what is told once: told again under it, nothing happens.
    """
    session.get(Network, network_id, with_for_update=True)  # one after the other
    session.flush()
    if key is not None and _is_told(session, network_id, key):
        return
    notice = write(session, now, network_id, kind, subject, details, key)
    session.add_all(
        NoticeAudience(
            network_id=network_id, notice_id=notice.id, kind=each, object_id=object_id
        )
        for each, ids in audience.ids.items()
        for object_id in sorted(ids)
    )
    for channel in _channels(session, network_id):
        if is_wanted(channel, kind, audience):
            send(session, now, notice, channel)


def write(
    session: Session,
    now: datetime,
    network_id: str,
    kind: str,
    subject: str,
    details: Mapping[str, Any],
    key: str | None = None,
) -> Notice:
    """Write a notice that is for nobody yet; the network has to be locked."""
    last = session.scalar(
        select(func.max(Notice.number)).where(Notice.network_id == network_id)
    )
    notice = Notice(
        network_id=network_id,
        id=f"nt_{secrets.token_hex(_ID_BYTES)}",
        number=(last or 0) + 1,
        at=now,
        kind=kind,
        subject=subject,
        details=plain(dict(details)),
        key=key,
    )
    session.add(notice)
    session.flush()
    return notice


def send(session: Session, now: datetime, notice: Notice, channel: Channel) -> None:
    """Have a notice delivered over a channel."""
    session.add(
        Delivery(
            network_id=notice.network_id,
            channel_id=channel.id,
            notice_id=notice.id,
            state=DeliveryState.WAITING,
            attempts=0,
            next_at=now,
        )
    )


def is_wanted(channel: Channel, kind: str, audience: Audience) -> bool:
    """Whether a channel is for such a notice."""
    scope = {ScopeKind(each): ids for each, ids in channel.scope.items()}
    return kind in (channel.kinds or [kind]) and audience.includes(scope)


def _channels(session: Session, network_id: str) -> list[Channel]:
    wanted = select(Channel).where(
        Channel.network_id == network_id, Channel.removed_at.is_(None)
    )
    return list(session.scalars(wanted.order_by(Channel.id)))


def _is_told(session: Session, network_id: str, key: str) -> bool:
    known = select(Notice.id).where(Notice.network_id == network_id, Notice.key == key)
    return session.scalar(known) is not None
