"""`tracerplan channels`: over which notices leave the house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import typer
from sqlalchemy.orm import Session

from scheduler.access.roles import ScopeKind
from scheduler.actors import Actor
from scheduler.canonical import plain
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.using import asked, done
from scheduler.exports.columns import NONE, Column, table_of
from scheduler.notices.channel_listing import (
    ChannelStanding,
    channel_named,
    channels_of,
)
from scheduler.notices.channels import (
    add_channel,
    pause_channel,
    remove_channel,
    resume_channel,
    try_channel,
)
from scheduler.notices.models import Channel, ChannelKind, DeliveryState

Row = dict[str, Any]
"""A channel as a JSON object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A channel that is asked for."""

    webhook: str | None
    email: str | None
    sites: tuple[str, ...]
    units: tuple[str, ...]
    trials: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def target(self) -> tuple[ChannelKind, str]:
        """Its kind and address."""
        if (self.webhook is None) is (self.email is None):
            raise bad_input("--webhook", "give this or --email, one of them")
        if self.email is not None:
            return ChannelKind.EMAIL, self.email
        return ChannelKind.WEBHOOK, self.webhook or ""

    @property
    def scope(self) -> dict[ScopeKind, tuple[str, ...]]:
        """What it is limited to."""
        limits = {
            ScopeKind.SITE: self.sites,
            ScopeKind.UNIT: self.units,
            ScopeKind.TRIAL: self.trials,
        }
        return {kind: ids for kind, ids in limits.items() if ids}


def add_one(named: str | None, wanted: Wanted, *, as_json: bool) -> ExitCode:
    """Add a channel, and print what it signs with this once."""

    def add(
        session: Session, now: datetime, actor: Actor, network_id: str
    ) -> tuple[ChannelStanding, str | None]:
        kind, address = wanted.target
        channel, secret = add_channel(
            session,
            now,
            actor,
            network_id=network_id,
            kind=kind,
            address=address,
            scope=wanted.scope,
            kinds=wanted.kinds,
        )
        return channel_named(session, network_id, channel.id), secret

    with exit_codes():
        found, secret = done(named, add)
        if as_json:
            print_json({**_row(found), "secret": secret})
            return ExitCode.FINE
        if secret is not None:
            typer.echo(secret)
            complain("it signs with this, which is shown this once")
        complain(f"channel {found.channel.id} is added")
        return ExitCode.FINE


def print_channels(named: str | None, *, as_json: bool) -> ExitCode:
    """All channels of a network, without what they sign with."""
    with exit_codes():
        found = asked(
            named, lambda session, _, network_id: channels_of(session, network_id)
        )
        rows = list(map(_row, found))
        if as_json:
            print_json({"channels": rows})
        else:
            answers().print(table_of("Channels", _COLUMNS, rows))
        return ExitCode.FINE


def pause_one(named: str | None, channel_id: str, reason: str) -> ExitCode:
    """Pause a channel."""
    return _change(named, channel_id, reason, pause_channel)


def resume_one(named: str | None, channel_id: str, reason: str) -> ExitCode:
    """Resume a channel."""
    return _change(named, channel_id, reason, resume_channel)


def remove_one(named: str | None, channel_id: str, reason: str) -> ExitCode:
    """Remove a channel."""
    return _change(named, channel_id, reason, remove_channel)


def try_one(named: str | None, channel_id: str) -> ExitCode:
    """Send something over a channel."""
    with exit_codes():
        notice_id = done(
            named,
            lambda session, now, actor, network_id: (
                try_channel(
                    session, now, actor, network_id=network_id, channel_id=channel_id
                ).id
            ),
        )
        complain(f"notice {notice_id} is on its way; `channels list` tells how it went")
        return ExitCode.FINE


def _change(
    named: str | None, channel_id: str, reason: str, change: Callable[..., Channel]
) -> ExitCode:
    with exit_codes():
        channel = done(
            named,
            lambda session, now, actor, network_id: change(
                session,
                now,
                actor,
                network_id=network_id,
                channel_id=channel_id,
                reason=reason,
            ),
        )
        complain(f"channel {channel_id} is {channel.state}")
        return ExitCode.FINE


def _row(found: ChannelStanding) -> Row:
    channel = found.channel
    counts = {each.value: found.deliveries.get(each, 0) for each in DeliveryState}
    row: Row = plain(
        {
            "id": channel.id,
            "kind": channel.kind,
            "address": channel.address,
            "scope": channel.scope,
            "kinds": channel.kinds,
            "state": channel.state,
            "created_at": channel.created_at,
            "created_by": channel.created_by,
            **counts,
            "last_delivered_at": found.last_delivered_at,
            "last_error": found.last_error,
        }
    )
    return row


def _for_text(row: Row) -> str:
    told = [f"{kind} {', '.join(ids)}" for kind, ids in sorted(row["scope"].items())]
    return "; ".join([*told, ", ".join(row["kinds"])]).strip("; ") or "everything"


_COLUMNS: list[Column[Row]] = [
    Column("Channel", lambda row: row["id"], is_fixed=True),
    Column("To", lambda row: row["address"]),
    Column("For", _for_text),
    Column("State", lambda row: row["state"], is_fixed=True),
    Column("Delivered", lambda row: str(row["delivered"]), is_number=True),
    Column("Waiting", lambda row: str(row["waiting"]), is_number=True),
    Column("Given up", lambda row: str(row["given_up"]), is_number=True),
    Column("Last (UTC)", lambda row: (row["last_delivered_at"] or NONE)[:16]),
    Column("Last failure", lambda row: row["last_error"] or NONE, is_wide=True),
]
