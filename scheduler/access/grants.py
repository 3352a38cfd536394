"""Grants: what people may do who sign in with an identity provider."""

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from scheduler.access.entitlements import (
    entitlement_issues,
    line_issues,
    require_reason,
)
from scheduler.access.models import Grant
from scheduler.access.principals import Principal
from scheduler.access.roles import Role, ScopeKind
from scheduler.access.scopes import Scope, stored_form
from scheduler.access.subjects import actor_id_of, hash_of
from scheduler.actors import Actor
from scheduler.audit.context import audited
from scheduler.errors import Conflict, Invalid, NotFound, WrongState
from solver.errors import Issue

PREFIX = "gr_"
"""What the id of every grant begins with, and that of no key does."""

LONGEST_ISSUER = 500
LONGEST_SUBJECT = 255

_ID_BYTES = 6


def grant(  # noqa: PLR0913 - each is said by its name
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    issuer: str,
    subject: str,
    name: str,
    role: Role,
    scope: Scope | None = None,
    expires_at: datetime | None = None,
) -> Grant:
    """
    Let somebody in who signs in elsewhere.

    Parameters
    ----------
    issuer, subject
        Who they are to the provider, as their tokens say (``iss``, ``sub``). The
        subject is not kept, only its hash.
    name
        What it is for; never the name of a person.
    expires_at
        From when on it is refused; ``None`` for never.

    Raises
    ------
    Invalid
        With all that is wrong.
    Conflict
        If they have one that is not revoked: whoever gets another role loses that
        of before.

    """
    audited(session, now, actor, "grant access")
    _lock(session)
    limits = scope or {}
    issues = [
        *line_issues("issuer", issuer, LONGEST_ISSUER),
        *_subject_issues(subject),
        *entitlement_issues(
            session, now, name=name, role=role, scope=limits, expires_at=expires_at
        ),
    ]
    if issues:
        raise Invalid(issues)
    subject_hash = hash_of(issuer, subject)
    if _standing(session, subject_hash) is not None:
        raise Conflict("they have a grant already: revoke it first")
    made = Grant(
        id=PREFIX + secrets.token_hex(_ID_BYTES),
        name=name,
        issuer=issuer,
        subject_hash=subject_hash,
        role=role,
        scope=stored_form(limits),
        created_at=now,
        created_by=actor.id,
        expires_at=expires_at,
    )
    session.add(made)
    session.flush()
    return made


def revoke(
    session: Session, now: datetime, actor: Actor, *, grant_id: str, reason: str
) -> Grant:
    """
    Refuse somebody from now on, whatever token they still have.

    Raises
    ------
    NotFound
        If there is no such grant.
    WrongState
        If it is revoked already.
    Invalid
        If no reason is given.

    """
    audited(session, now, actor, "revoke grant", reason=reason)
    require_reason(reason)
    found = session.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("grant", grant_id)
    if found.revoked_at is not None:
        raise WrongState("grant", grant_id, "revoked", "revoked")
    found.revoked_at = now
    found.revoked_by = actor.id
    return found


def grant_named(session: Session, grant_id: str) -> Grant:
    """
    One of them.

    Raises
    ------
    NotFound
        If there is no such grant.

    """
    found = session.get(Grant, grant_id)
    if found is None:
        raise NotFound("grant", grant_id)
    return found


def all_grants(session: Session) -> list[Grant]:
    """All grants there ever were, the oldest first."""
    return list(session.scalars(select(Grant).order_by(Grant.created_at, Grant.id)))


def granted(
    session: Session,
    now: datetime,
    issuer: str,
    subject: str,
    *,
    request_id: str | None = None,
) -> Principal | None:
    """
    What somebody of a provider may do; ``None`` for whom no grant holds now.

    The database is asked each time: what is revoked is refused from the next request
    on, however long the token says.
    """
    subject_hash = hash_of(issuer, subject)
    row = session.execute(
        select(Grant.role, Grant.scope, Grant.expires_at).where(
            Grant.subject_hash == subject_hash, Grant.revoked_at.is_(None)
        )
    ).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    scope = {ScopeKind(kind): frozenset(ids) for kind, ids in row.scope.items()}
    return Principal(Actor(actor_id_of(subject_hash), request_id), row.role, scope)


def _standing(session: Session, subject_hash: str) -> str | None:
    return session.scalar(
        select(Grant.id).where(
            Grant.subject_hash == subject_hash, Grant.revoked_at.is_(None)
        )
    )


def _subject_issues(subject: str) -> Iterator[Issue]:
    """As ``line_issues``; what a token says is compared letter by letter."""
    if subject != subject.strip():
        yield Issue("subject", "begins or ends with a space")
    else:
        yield from line_issues("subject", subject, LONGEST_SUBJECT)


def _lock(session: Session) -> None:
    """Let nobody else grant anything meanwhile: only one can stand."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE grants IN SHARE ROW EXCLUSIVE MODE"))
