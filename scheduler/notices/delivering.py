"""
Deliver what is due: at least once, and once in the ordinary case.

Whoever delivers takes deliveries first, in a transaction of its own, and says how it
went in another. If it dies in between, what it took is due again after a while, under
the same id.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from scheduler.database.database import Database
from scheduler.networks.models import Network
from scheduler.notices.letters import Letter, NotDelivered, Sender
from scheduler.notices.models import (
    LONGEST_ERROR,
    Channel,
    ChannelKind,
    ChannelSecret,
    Delivery,
    DeliveryState,
    Notice,
)
from scheduler.notices.retrying import next_attempt

TAKEN = timedelta(minutes=3)
"""How long others leave alone what somebody has taken."""

LONGEST_S = 60.0
"""How long somebody begins with one more of what was taken [s]."""

PUT_OFF = timedelta(seconds=5)
"""How long a channel rests that has just failed, for what it was not sent."""

_AT_ONCE = 8
"""Channels that are written to at the same time: a slow one delays no other."""

_LOG = logging.getLogger(__name__)

Senders = Mapping[ChannelKind, Sender]


@dataclass(frozen=True, slots=True)
class _Taken:
    """A delivery that nobody else is at; which attempt it is tells it from later."""

    number: int
    attempt: int
    kind: ChannelKind
    letter: Letter

    @property
    def channel(self) -> tuple[str, str]:
        """What it goes over."""
        return self.letter.network_id, self.letter.channel_id


def deliver_due(
    database: Database, now: datetime, senders: Senders, limit: int = 20
) -> int:
    """
    Send what is due, on each channel in the order in which it was told.

    Returns
    -------
    int
        How many deliveries were taken.

    """
    with database.reading() as session:
        waiting = select(Delivery.notice_id).join(Channel, _of_channel())
        if session.scalar(waiting.where(*_due(now)).limit(1)) is None:
            return 0
    with database.writing() as session:
        taken = sorted(
            _take(session, now, limit), key=lambda each: (each.channel, each.number)
        )
    by_channel = [list(each) for _, each in groupby(taken, lambda each: each.channel)]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(
            threads.map(lambda each: _deliver(database, now, senders, each), by_channel)
        )
    return len(taken)


def _of_channel() -> ColumnElement[bool]:
    return (Channel.network_id == Delivery.network_id) & (
        Channel.id == Delivery.channel_id
    )


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.state == DeliveryState.WAITING,
        Delivery.next_at <= now,
        Channel.paused_at.is_(None),
        Channel.removed_at.is_(None),
    )


def _take(session: Session, now: datetime, limit: int) -> Iterator[_Taken]:
    rows = session.execute(
        select(Delivery, Notice, Channel, ChannelSecret.secret, Network.zone)
        .join(Network, Network.id == Delivery.network_id)
        .join(
            Notice,
            (Notice.network_id == Delivery.network_id)
            & (Notice.id == Delivery.notice_id),
        )
        .join(Channel, _of_channel())
        .outerjoin(
            ChannelSecret,
            (ChannelSecret.network_id == Delivery.network_id)
            & (ChannelSecret.channel_id == Delivery.channel_id),
        )
        .where(*_due(now))
        .order_by(Delivery.next_at, Notice.number)
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    for delivery, notice, channel, secret, zone in rows:
        delivery.attempts += 1
        delivery.next_at = now + TAKEN
        letter = Letter(
            id=notice.id,
            channel_id=channel.id,
            network_id=notice.network_id,
            at=notice.at.astimezone(ZoneInfo(zone)),
            kind=notice.kind,
            subject=notice.subject,
            details=notice.details,
            address=channel.address,
            secret=secret,
        )
        yield _Taken(notice.number, delivery.attempts, channel.kind, letter)


def _deliver(
    database: Database, now: datetime, senders: Senders, taken: Sequence[_Taken]
) -> None:
    """Send what was taken for one channel, until something is not accepted."""
    began = time.monotonic()
    for position, each in enumerate(taken, start=1):
        failure = _failure(senders, each)
        is_over = failure is not None or time.monotonic() - began > LONGEST_S
        with database.writing() as session:
            delivery = _still_ours(session, each)
            if delivery is not None:
                _say(delivery, now, failure)
            for later in taken[position:] if is_over else ():
                put_off = _still_ours(session, later)
                if put_off is not None:
                    put_off.attempts -= 1
                    put_off.next_at = now + PUT_OFF
        if is_over:
            return


def _failure(senders: Senders, taken: _Taken) -> NotDelivered | None:
    """Send it; why it was not accepted, if it was not."""
    sender = senders.get(taken.kind)
    if sender is None:
        return NotDelivered(f"nothing is set to send {taken.kind.value} with")
    try:
        sender.send(taken.letter)
    except NotDelivered as error:
        return error
    except Exception as error:  # noqa: BLE001 - it is tried again, and others go on
        _LOG.exception("notice %s over %s", taken.letter.id, taken.letter.channel_id)
        return NotDelivered(f"it could not be sent: {type(error).__name__}")
    return None


def _still_ours(session: Session, taken: _Taken) -> Delivery | None:
    key = (*taken.channel, taken.letter.id)
    delivery = session.get(Delivery, key, with_for_update=True)
    if delivery is None or delivery.state is not DeliveryState.WAITING:
        return None
    return delivery if delivery.attempts == taken.attempt else None


def _say(delivery: Delivery, now: datetime, failure: NotDelivered | None) -> None:
    """Write down how an attempt has gone."""
    first_at = delivery.first_tried_at or now
    delivery.first_tried_at = first_at
    if failure is None:
        delivery.state = DeliveryState.DELIVERED
        delivery.delivered_at = now
        delivery.last_error = None
        return
    delivery.last_error = str(failure)[:LONGEST_ERROR]
    again_at = next_attempt(delivery.attempts, first_at, now, failure.wait_s)
    if again_at is None:
        delivery.state = DeliveryState.GIVEN_UP
    else:
        delivery.next_at = again_at
