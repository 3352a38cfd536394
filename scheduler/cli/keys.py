"""`tracerplan keys`: who may use the application, by keys and by grants."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import typer
from sqlalchemy.orm import Session

from scheduler.access import grants
from scheduler.access.keys import (
    all_keys,
    create,
    first_administrator,
    revoke,
)
from scheduler.access.models import ApiKey, Grant
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.subjects import actor_id_of
from scheduler.canonical import plain as plain_json
from scheduler.cli.consoles import answers, print_json
from scheduler.cli.databases import cli_actor, cli_clock, opened_database
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.networks import network_named
from scheduler.exports.columns import NONE, Column, table_of

Row = dict[str, Any]
"""A key or a grant as a JSON object."""


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

    def end(self, now: datetime) -> datetime | None:
        """When it expires."""
        if self.days is None:
            return None
        try:
            return now + timedelta(days=self.days)
        except OverflowError:
            raise bad_input("--days", "is too far from our time") from None

    @property
    def full_name(self) -> str:
        """What it is for; its role, if nothing else is said."""
        if self.name is not None:
            return self.name
        return (self.role or Role.ADMINISTRATOR).value

    @property
    def required_role(self) -> Role:
        """What it may do."""
        if self.role is None:
            raise bad_input("--role", "has to be given, or --first for the first key")
        return self.role

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
                return first_administrator(session, now, actor, name=wanted.full_name)
            return create(
                session,
                now,
                actor,
                name=wanted.full_name,
                role=wanted.required_role,
                scope=wanted.scope(session),
                expires_at=wanted.end(now),
            )

        key, text = database.run(make)
        if as_json:
            print_json({**row_of(key, now), "key": text})
        else:
            typer.echo(text)
            complain(f"key {key.id} of role {key.role.value}: it is shown this once")
        return ExitCode.FINE


def print_keys(*, as_json: bool) -> ExitCode:
    """All keys and grants there ever were, without what they are."""
    with exit_codes(), opened_database() as database:
        now = cli_clock()
        with database.reading() as session:
            keys = [row_of(key, now) for key in all_keys(session)]
            granted = [row_of(each, now) for each in grants.all_grants(session)]
        if as_json:
            print_json({"keys": keys, "grants": granted})
            return ExitCode.FINE
        if keys:
            answers().print(table_of("Keys", _COLUMNS, keys))
        else:
            answers().print("There is no key yet: make the first with --first.")
        if granted:
            answers().print(table_of("Grants", _COLUMNS_OF_GRANTS, granted))
        return ExitCode.FINE


def revoke_key(id: str, reason: str) -> ExitCode:
    """Refuse a key or a grant from now on."""
    with exit_codes(), opened_database() as database:
        now, actor = cli_clock(), cli_actor()
        is_grant = id.startswith(grants.PREFIX)

        def refuse(session: Session) -> ApiKey | Grant:
            if is_grant:
                return grants.revoke(session, now, actor, grant_id=id, reason=reason)
            return revoke(session, now, actor, key_id=id, reason=reason)

        database.run(refuse)
        complain(f"{'grant' if is_grant else 'key'} {id} is revoked")
        return ExitCode.FINE


def row_of(entitled: ApiKey | Grant, now: datetime) -> Row:
    """A key or a grant as a JSON object, without any hash."""
    told = {
        "id": entitled.id,
        "name": entitled.name,
        "role": entitled.role,
        "scope": entitled.scope,
        "state": entitled.state(now),
        "created_at": entitled.created_at,
        "created_by": entitled.created_by,
        "expires_at": entitled.expires_at,
        "revoked_at": entitled.revoked_at,
        "revoked_by": entitled.revoked_by,
    }
    if isinstance(entitled, Grant):
        person = actor_id_of(entitled.subject_hash)
        told |= {"issuer": entitled.issuer, "actor": person}
    row: Row = plain_json(told)
    return row


def _scope_text(row: Row) -> str:
    told = (f"{kind} {', '.join(ids)}" for kind, ids in sorted(row["scope"].items()))
    return "; ".join(told) or "everything"


_COLUMNS: list[Column[Row]] = [
    Column("Key", lambda row: row["id"], is_fixed=True),
    Column("Name", lambda row: row["name"]),
    Column("Role", lambda row: row["role"], is_fixed=True),
    Column("Good for", _scope_text),
    Column("State", lambda row: row["state"], is_fixed=True),
    Column("Made (UTC)", lambda row: row["created_at"][:16], is_fixed=True),
    Column("By", lambda row: row["created_by"], is_wide=True),
    Column("Expires (UTC)", lambda row: (row["expires_at"] or NONE)[:16]),
]

_COLUMNS_OF_GRANTS: list[Column[Row]] = [
    Column("Grant", lambda row: row["id"], is_fixed=True),
    Column("Acts as", lambda row: row["actor"], is_fixed=True),
    *_COLUMNS[1:],
    Column("Provider", lambda row: row["issuer"], is_wide=True),
]
