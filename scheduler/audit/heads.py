"""Heads of chains: read from the database, kept in a file elsewhere, read again."""

from collections.abc import Iterable
from typing import Any, TypeGuard

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.audit.chain import Head
from scheduler.audit.models import AuditEntry, AuditHead
from solver.errors import InvalidDocument, Issue

_HASH_LETTERS = 64


def head(session: Session, chain: str) -> Head | None:
    """Where a chain ends now; ``None`` if it has not begun."""
    return next((each for each in heads(session) if each.chain == chain), None)


def heads(session: Session) -> list[Head]:
    """Where all chains end now, by name."""
    columns = (AuditHead.chain, AuditHead.number, AuditHead.hash)
    rows = session.execute(select(*columns).order_by(AuditHead.chain))
    return [Head(*row) for row in rows]


def chains(session: Session) -> list[str]:
    """All chains that have entries or a head, by name."""
    found = {
        *session.scalars(select(AuditHead.chain)),
        *session.scalars(select(AuditEntry.chain).distinct()),
    }
    return sorted(found)


def document_of(found: Iterable[Head]) -> dict[str, Any]:
    """Heads as JSON, to be kept where the database's owner cannot write."""
    return {"heads": [each._asdict() for each in found]}


def read_document(document: object) -> dict[str, Head]:
    """
    Heads that were kept, by chain.

    Raises
    ------
    InvalidDocument
        If it is something else.

    """
    listed = document.get("heads") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise InvalidDocument([Issue("", "is no file of heads")])
    found: dict[str, Head] = {}
    issues: list[Issue] = []
    for place, each in enumerate(listed):
        if not is_head(each):
            issues.append(Issue(f"heads[{place}]", "is no head"))
        elif each["chain"] in found:
            issues.append(Issue(f"heads[{place}]", f"{each['chain']} comes twice"))
        else:
            found[each["chain"]] = Head(**each)
    if issues:
        raise InvalidDocument(issues)
    return found


def is_head(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is a head, as JSON."""
    return (
        isinstance(value, dict)
        and value.keys() == set(Head._fields)
        and isinstance(value["chain"], str)
        and type(value["number"]) is int
        and isinstance(value["hash"], str)
        and len(value["hash"]) == _HASH_LETTERS
    )
