"""What a key and a grant have in common: a name, a role, a scope, an end."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from scheduler.access.roles import Role
from scheduler.access.scopes import Scope, scope_issues
from scheduler.errors import Invalid
from solver.errors import Issue

LONGEST_NAME = 200


def entitlement_issues(
    session: Session,
    now: datetime,
    *,
    name: str,
    role: Role,
    scope: Scope,
    expires_at: datetime | None,
) -> Iterator[Issue]:
    """What is wrong with what a key or a grant is to be."""
    yield from line_issues("name", name, LONGEST_NAME)
    if expires_at is not None and expires_at.tzinfo is None:
        yield Issue("expires_at", "has no time zone")
    elif expires_at is not None and expires_at <= now:
        yield Issue("expires_at", "is over already")
    yield from scope_issues(session, role, scope)


def line_issues(field: str, text: str, longest: int) -> Iterator[Issue]:
    """What is wrong with a text that has to be one line."""
    if not text.strip():
        yield Issue(field, "has to be given")
    elif len(text) > longest or not text.isprintable():
        yield Issue(field, f"is not one line of at most {longest} letters")


def require_reason(reason: str) -> None:
    """
    Refuse to do something without one.

    Raises
    ------
    Invalid
        If no reason is given.

    """
    if not reason.strip():
        raise Invalid([Issue("reason", "has to be given")])
