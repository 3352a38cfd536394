"""Who somebody is, told from a key."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.access.models import ApiKey
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.texts import parse
from scheduler.actors import Actor

_NO_HASH = "0" * 64
"""Compared with where there is no key, so that both answers take as long."""


@dataclass(frozen=True, slots=True)
class Principal:
    """
    Somebody with a key that holds.

    Parameters
    ----------
    scope
        Ids by kind; a kind that is missing is not limited.
    """

    actor: Actor
    role: Role
    scope: Mapping[ScopeKind, frozenset[str]]

    def may_see(self, kind: ScopeKind, id: str) -> bool:
        """Whether the key is good for a network, site, unit or trial."""
        return kind not in self.scope or id in self.scope[kind]


def authenticate(
    session: Session, now: datetime, text: str, *, request_id: str | None = None
) -> Principal | None:
    """
    Who has this key; ``None`` for whatever is no key that holds now.

    Unknown, malformed, revoked and expired keys are answered alike. The database is
    asked each time: what is revoked is refused from the next request on.
    """
    given = parse(text)
    if given is None:
        return None
    columns = (
        ApiKey.secret_hash,
        ApiKey.role,
        ApiKey.scope,
        ApiKey.expires_at,
        ApiKey.revoked_at,
    )
    row = session.execute(select(*columns).where(ApiKey.id == given.id)).one_or_none()
    expected = _NO_HASH if row is None else row.secret_hash
    if not hmac.compare_digest(expected, given.hash()) or row is None:
        return None
    if row.revoked_at is not None or _has_come(row.expires_at, now):
        return None
    scope = {ScopeKind(kind): frozenset(ids) for kind, ids in row.scope.items()}
    return Principal(Actor(f"key:{given.id}", request_id), row.role, scope)


def _has_come(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now
