"""API keys: made, revoked, listed."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from scheduler.access.entitlements import (
    LONGEST_NAME,
    entitlement_issues,
    require_reason,
)
from scheduler.access.models import ApiKey
from scheduler.access.roles import Role
from scheduler.access.scopes import Scope, stored_form
from scheduler.access.texts import new_text
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import Conflict, Invalid, NotFound, WrongState
from solver.errors import Issue

__all__ = [
    "LONGEST_NAME",
    "all_keys",
    "create",
    "first_administrator",
    "key_named",
    "revoke",
]


def create(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    name: str,
    role: Role,
    scope: Scope | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """
    Make a key.

    Parameters
    ----------
    name
        What it is for; never the name of a person.
    expires_at
        From when on it is refused; ``None`` for never.

    Returns
    -------
    tuple[ApiKey, str]
        Its row, and the key itself, which nobody can read again.

    Raises
    ------
    Invalid
        With all that is wrong.

    """
    audited(session, now, actor, "create key")
    _lock(session)
    limits = scope or {}
    issues = list(
        entitlement_issues(
            session, now, name=name, role=role, scope=limits, expires_at=expires_at
        )
    )
    if role is not Role.ADMINISTRATOR and _is_first(session):
        issues.append(Issue("role", "the first key has to be an administrator's"))
    if issues:
        raise Invalid(issues)
    made = new_text()
    key = ApiKey(
        id=made.id,
        name=name,
        secret_hash=made.hash(),
        role=role,
        scope=stored_form(limits),
        created_at=now,
        created_by=actor.id,
        expires_at=expires_at,
    )
    session.add(key)
    session.flush()
    return key, str(made)


def first_administrator(
    session: Session, now: datetime, actor: Actor, *, name: str = "administrator"
) -> tuple[ApiKey, str]:
    """
    Make the first key, with which all others can be made.

    Raises
    ------
    Conflict
        If there is a key already, whatever has become of it.

    """
    audited(session, now, actor, "create first key")
    _lock(session)
    if not _is_first(session):
        raise Conflict("there are keys already: this is for the first one only")
    return create(session, now, actor, name=name, role=Role.ADMINISTRATOR)


def revoke(
    session: Session, now: datetime, actor: Actor, *, key_id: str, reason: str
) -> ApiKey:
    """
    Refuse a key from now on, for good.

    Raises
    ------
    NotFound
        If there is no such key.
    WrongState
        If it is revoked already.
    Invalid
        If no reason is given.

    """
    audited(session, now, actor, "revoke key", reason=reason)
    require_reason(reason)
    key = session.get(ApiKey, key_id, with_for_update=True, populate_existing=True)
    if key is None:
        raise NotFound("key", key_id)
    if key.revoked_at is not None:
        raise WrongState("key", key_id, "revoked", "revoked")
    key.revoked_at = now
    key.revoked_by = actor.id
    return key


def key_named(session: Session, key_id: str) -> ApiKey:
    """
    A key by its id.

    Raises
    ------
    NotFound
        If there is none.

    """
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFound("key", key_id)
    return key


def all_keys(session: Session) -> list[ApiKey]:
    """All keys there ever were, the oldest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id)))


def _is_first(session: Session) -> bool:
    return session.scalar(select(ApiKey.id).limit(1)) is None


def _lock(session: Session) -> None:
    """Let nobody else make a key meanwhile: only one can be the first."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE api_keys IN SHARE ROW EXCLUSIVE MODE"))
