"""`tracerplan keys`: who may use the application, by keys."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import typer
from sqlalchemy.orm import Session

from scheduler.access.keys import (
    all_keys,
    create,
    first_administrator,
    revoke,
)
from scheduler.access.models import ApiKey
from scheduler.access.roles import Role, ScopeKind
from scheduler.canonical import plain as plain_json
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.networks import network_named
from scheduler.exports.columns import NONE, Column, table_of

KeyRow = dict[str, Any]
"""A key as a JSON object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A key that is asked for."""

    role: Role | None
    name: str | None
    network: str | None
    sites: tuple[str, ...]
    units: tuple[str, ...]
    trials: tuple[str, ...]
    days: int | None
    is_first: bool

    def scope(self, session: Session) -> dict[ScopeKind, tuple[str, ...]]:
        """What it is limited to; without a network's name, the only one is meant."""
        limits = {
            ScopeKind.SITE: self.sites,
            ScopeKind.UNIT: self.units,
            ScopeKind.TRIAL: self.trials,
        }
        scope = {kind: ids for kind, ids in limits.items() if ids}
        if scope or self.network is not None:
            scope[ScopeKind.NETWORK] = (network_named(session, self.network),)
        return scope

    def require_plain(self) -> None:
        """Refuse what the first key cannot have."""
        is_limited = self.network or self.sites or self.units or self.trials
        if is_limited or self.days or self.role not in {None, Role.ADMINISTRATOR}:
            raise bad_input(
                "--first", "an administrator's key, not limited, that does not expire"
            )


def create_key(wanted: Wanted, *, as_json: bool) -> ExitCode:
    """Make a key, and print it this once."""
    with exit_codes(), opened_database() as database:
        now, actor = cli_clock(), cli_actor()

        def make(session: Session) -> tuple[ApiKey, str]:
            if wanted.is_first:
                wanted.require_plain()
                return first_administrator(session, now, actor, name=_name(wanted))
            return create(
                session,
                now,
                actor,
                name=_name(wanted),
                role=_role(wanted),
                scope=wanted.scope(session),
                expires_at=None if wanted.days is None else _in_days(now, wanted.days),
            )

        key, text = database.run(make)
        if as_json:
            print_json({**_row(key, now), "key": text})
        else:
            typer.echo(text)
            complain(f"key {key.id} of role {key.role.value}: it is shown this once")
        return ExitCode.FINE


def print_keys(*, as_json: bool) -> ExitCode:
    """All keys there ever were, without what they are."""
    with exit_codes(), opened_database() as database:
        now = cli_clock()
        with database.reading() as session:
            rows = [_row(key, now) for key in all_keys(session)]
        if as_json:
            print_json({"keys": rows})
        elif rows:
            answers().print(table_of("Keys", _COLUMNS, rows))
        else:
            answers().print("There is no key yet: make the first with --first.")
        return ExitCode.FINE


def revoke_key(key_id: str, reason: str) -> ExitCode:
    """Refuse a key from now on."""
    with exit_codes(), opened_database() as database:
        now, actor = cli_clock(), cli_actor()
        database.run(
            lambda session: revoke(session, now, actor, key_id=key_id, reason=reason)
        )
        complain(f"key {key_id} is revoked")
        return ExitCode.FINE


def _role(wanted: Wanted) -> Role:
    if wanted.role is None:
        raise bad_input("--role", "has to be given, or --first for the first key")
    return wanted.role


def _name(wanted: Wanted) -> str:
    if wanted.name is not None:
        return wanted.name
    return (wanted.role or Role.ADMINISTRATOR).value


def _in_days(now: datetime, days: int) -> datetime:
    try:
        return now + timedelta(days=days)
    except OverflowError:
        raise bad_input("--days", "is too far from our time") from None


def _row(key: ApiKey, now: datetime) -> KeyRow:
    """A key as a JSON object, without the hash of its secret."""
    row: KeyRow = plain_json(
        {
            "id": key.id,
            "name": key.name,
            "role": key.role,
            "scope": key.scope,
            "state": key.state(now),
            "created_at": key.created_at,
            "created_by": key.created_by,
            "expires_at": key.expires_at,
            "revoked_at": key.revoked_at,
            "revoked_by": key.revoked_by,
        }
    )
    return row


def _scope_text(row: KeyRow) -> str:
    told = (f"{kind} {', '.join(ids)}" for kind, ids in sorted(row["scope"].items()))
    return "; ".join(told) or "everything"


_COLUMNS: list[Column[KeyRow]] = [
    Column("Key", lambda row: row["id"], is_fixed=True),
    Column("Name", lambda row: row["name"]),
    Column("Role", lambda row: row["role"], is_fixed=True),
    Column("Good for", _scope_text),
    Column("State", lambda row: row["state"], is_fixed=True),
    Column("Made (UTC)", lambda row: row["created_at"][:16], is_fixed=True),
    Column("By", lambda row: row["created_by"], is_wide=True),
    Column("Expires (UTC)", lambda row: (row["expires_at"] or NONE)[:16]),
]
