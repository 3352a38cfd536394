"""API keys: made, revoked, listed."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from scheduler.access.models import ApiKey
from scheduler.access.roles import Role
from scheduler.access.scopes import Scope, scope_issues, stored_form
from scheduler.access.texts import new_text
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import Conflict, Invalid, NotFound, WrongState
from solver.errors import Issue

LONGEST_NAME = 200


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
    issues = [
        *_issues(now, name, expires_at),
        *scope_issues(session, role, limits),
    ]
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
    if not reason.strip():
        raise Invalid([Issue("reason", "has to be given")])
    key = session.get(ApiKey, key_id, with_for_update=True, populate_existing=True)
    if key is None:
        raise NotFound("key", key_id)
    if key.revoked_at is not None:
        raise WrongState("key", key_id, "revoked", "revoked")
    key.revoked_at = now
    key.revoked_by = actor.id
    return key


def all_keys(session: Session) -> list[ApiKey]:
    """All keys there ever were, the oldest first."""
    return list(session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id)))


def _issues(now: datetime, name: str, expires_at: datetime | None) -> Iterator[Issue]:
    if not name.strip():
        yield Issue("name", "has to be given")
    elif len(name) > LONGEST_NAME or not name.isprintable():
        yield Issue("name", f"is not one line of at most {LONGEST_NAME} letters")
    if expires_at is not None and expires_at.tzinfo is None:
        yield Issue("expires_at", "has no time zone")
    elif expires_at is not None and expires_at <= now:
        yield Issue("expires_at", "is over already")


def _is_first(session: Session) -> bool:
    return session.scalar(select(ApiKey.id).limit(1)) is None


def _lock(session: Session) -> None:
    """Let nobody else make a key meanwhile: only one can be the first."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE api_keys IN SHARE ROW EXCLUSIVE MODE"))
