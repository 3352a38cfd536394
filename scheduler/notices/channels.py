"""Use cases of channels: added, paused, resumed, removed, tried."""

import re
import secrets
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from scheduler.access.entitlements import require_reason
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.scopes import Scope, scope_issues, stored_form
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import Invalid, NotFound, WrongState
from scheduler.networks.models import Network
from scheduler.notices.addresses import address_issues
from scheduler.notices.models import (
    Channel,
    ChannelKind,
    ChannelSecret,
    Delivery,
    DeliveryState,
    Notice,
)
from scheduler.notices.signing import new_secret
from scheduler.notices.telling import send, write
from solver.errors import Issue

TEST = "channel_test"
"""Kind of the notice with which somebody tries a channel."""

_ID_BYTES = 6
_MOST_KINDS = 100
_KIND = re.compile(r"[a-z][a-z0-9_]{0,79}")


def add_channel(  # noqa: PLR0913 - each is said by its name
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    kind: ChannelKind,
    address: str,
    scope: Scope | None = None,
    kinds: Collection[str] = (),
) -> tuple[Channel, str | None]:
    """
    Have notices delivered somewhere, from now on.

    Parameters
    ----------
    scope
        Sites, units and trials that it is limited to; everything by default.
    kinds
        Kinds of notice; all by default.

    Returns
    -------
    tuple[Channel, str | None]
        Its row; and what a webhook signs with, which nobody can read again.

    Raises
    ------
    NotFound
        If there is no such network.
    Invalid
        With all that is wrong.

    """
    audited(session, now, actor, "add channel", chain=network_id)
    if session.get(Network, network_id, with_for_update=True) is None:
        raise NotFound("network", network_id)
    limits = {**(scope or {}), ScopeKind.NETWORK: [network_id]}
    issues = [
        *address_issues(kind, address),
        *scope_issues(session, Role.PLANNER, limits),
        *_kind_issues(kinds),
    ]
    if issues:
        raise Invalid(issues)
    channel = Channel(
        network_id=network_id,
        id=f"ch_{secrets.token_hex(_ID_BYTES)}",
        kind=kind,
        address=address,
        scope=stored_form(scope or {}),
        kinds=sorted(set(kinds)),
        created_at=now,
        created_by=actor.id,
    )
    session.add(channel)
    session.flush()
    if kind is not ChannelKind.WEBHOOK:
        return channel, None
    secret = new_secret()
    session.add(
        ChannelSecret(network_id=network_id, channel_id=channel.id, secret=secret)
    )
    session.flush()
    return channel, secret


def pause_channel(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    channel_id: str,
    reason: str,
) -> Channel:
    """
    Keep what is to be delivered, until it is resumed.

    Raises
    ------
    NotFound
        If there is no such channel.
    WrongState
        If it is paused or removed.
    Invalid
        If no reason is given.

    """
    audited(session, now, actor, "pause channel", chain=network_id, reason=reason)
    require_reason(reason)
    channel = _in_state(session, network_id, channel_id, "paused", {"active"})
    channel.paused_at = now
    return channel


def resume_channel(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    channel_id: str,
    reason: str,
) -> Channel:
    """
    Deliver again, first what was kept meanwhile.

    Raises
    ------
    NotFound
        If there is no such channel.
    WrongState
        If it is not paused.
    Invalid
        If no reason is given.

    """
    audited(session, now, actor, "resume channel", chain=network_id, reason=reason)
    require_reason(reason)
    channel = _in_state(session, network_id, channel_id, "resumed", {"paused"})
    channel.paused_at = None
    return channel


def remove_channel(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    network_id: str,
    channel_id: str,
    reason: str,
) -> Channel:
    """
    Deliver nothing any more, for good; what waits is given up.

    Raises
    ------
    NotFound
        If there is no such channel.
    WrongState
        If it is removed already.
    Invalid
        If no reason is given.

    """
    audited(session, now, actor, "remove channel", chain=network_id, reason=reason)
    require_reason(reason)
    allowed = {"active", "paused"}
    channel = _in_state(session, network_id, channel_id, "removed", allowed)
    channel.removed_at = now
    session.execute(
        update(Delivery)
        .where(
            Delivery.network_id == network_id,
            Delivery.channel_id == channel_id,
            Delivery.state == DeliveryState.WAITING,
        )
        .values(state=DeliveryState.GIVEN_UP, last_error="the channel was removed")
    )
    secret = session.get(ChannelSecret, (network_id, channel_id))
    if secret is not None:
        session.delete(secret)
    return channel


def try_channel(
    session: Session, now: datetime, actor: Actor, *, network_id: str, channel_id: str
) -> Notice:
    """
    Have a notice delivered over one channel, to see whether it arrives.

    Raises
    ------
    NotFound
        If there is no such channel.
    WrongState
        If it is paused or removed.

    """
    audited(session, now, actor, "test channel", chain=network_id)
    channel = _in_state(session, network_id, channel_id, "tested", {"active"})
    notice = write(session, now, network_id, TEST, channel_id, {"by": actor.id})
    send(session, now, notice, channel)
    session.flush()
    return notice


def _in_state(
    session: Session,
    network_id: str,
    channel_id: str,
    action: str,
    states: Collection[str],
) -> Channel:
    """The channel, if that can be done to it; nobody is told anything meanwhile."""
    session.get(Network, network_id, with_for_update=True)
    channel = session.get(Channel, (network_id, channel_id), populate_existing=True)
    if channel is None:
        raise NotFound("channel", channel_id)
    if channel.state not in states:
        raise WrongState("channel", channel_id, channel.state, action)
    return channel


def _kind_issues(kinds: Collection[str]) -> Iterator[Issue]:
    if len(kinds) > _MOST_KINDS:
        yield Issue("kinds", f"more than {_MOST_KINDS}")
    elif not all(map(_KIND.fullmatch, kinds)):
        yield Issue("kinds", "are words with underscores, as visit_moved")
