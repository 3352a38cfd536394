"""Channels, with what has become of what was to go over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scheduler.errors import NotFound
from scheduler.notices.models import Channel, Delivery, DeliveryState


@dataclass(frozen=True)
class ChannelStanding:
    """
    A channel, and how it does.

    Parameters
    ----------
    deliveries
        How many there are, by state.
    last_delivered_at
        When something was accepted last.
    last_error
        Why the newest of what was not accepted was not.
    """

    channel: Channel
    deliveries: Mapping[DeliveryState, int]
    last_delivered_at: datetime | None
    last_error: str | None


def channels_of(session: Session, network_id: str) -> list[ChannelStanding]:
    """All channels a network ever had, the oldest first."""
    found = session.scalars(
        select(Channel)
        .where(Channel.network_id == network_id)
        .order_by(Channel.created_at, Channel.id)
    )
    return [_standing(session, each) for each in found.all()]


def channel_named(
    session: Session, network_id: str, channel_id: str
) -> ChannelStanding:
    """
    One of them.

    Raises
    ------
    NotFound
        If there is no such channel.

    """
    channel = session.get(Channel, (network_id, channel_id))
    if channel is None:
        raise NotFound("channel", channel_id)
    return _standing(session, channel)


def _standing(session: Session, channel: Channel) -> ChannelStanding:
    over_it = (
        Delivery.network_id == channel.network_id,
        Delivery.channel_id == channel.id,
    )
    counted = session.execute(
        select(Delivery.state, func.count(), func.max(Delivery.delivered_at))
        .where(*over_it)
        .group_by(Delivery.state)
    ).all()
    failed = (
        select(Delivery.last_error)
        .where(*over_it, Delivery.last_error.is_not(None))
        .order_by(Delivery.next_at.desc(), Delivery.notice_id)
    )
    return ChannelStanding(
        channel,
        {state: count for state, count, _ in counted},
        max((at for _, _, at in counted if at is not None), default=None),
        session.scalar(failed.limit(1)),
    )
