r"""
The hash chain: each entry's hash covers its fields and the hash before it.

.. math:: h_n = \mathrm{SHA256}(\ell(f_1) f_1 \ldots \ell(f_9) f_9),
    \quad f_9 = h_{n-1},\ h_0 = 0

Every field is canonical JSON behind its length in 8 bytes: no boundary between two
fields can be moved, and nothing is not the same as empty text.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scheduler.audit.models import AuditEntry, AuditHead

GENESIS = "0" * 64
"""What the first entry of a chain follows."""

_HEADS = AuditHead.metadata.tables[AuditHead.__tablename__]
_ENTRIES = AuditEntry.metadata.tables[AuditEntry.__tablename__]
_TEXT = json.JSONEncoder(ensure_ascii=False)


class Head(NamedTuple):
    """Where a chain ended, once: kept elsewhere, it gives away a later rewrite."""

    chain: str
    number: int
    hash: str


class Content(NamedTuple):
    """What an entry says, as it is hashed."""

    chain: str
    number: int
    at: str
    actor: str
    action: str
    reason: str | None
    request_id: str | None
    changes: str
    previous_hash: str


class Entry(NamedTuple):
    """An entry as it is found: what it says, and the hash it carries."""

    content: Content
    hash: str


def instant_text(instant: datetime) -> str:
    """
    An instant in the one form that entries use.

    Raises
    ------
    ValueError
        For a naive value.

    """
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant.isoformat()} refused")
    in_utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{in_utc.isoformat(timespec='microseconds')}Z"


def hash_of(content: Content) -> str:
    """
    The hash an entry has to have, hexadecimal.

    ``changes`` are canonical JSON already, and are hashed as they stand.
    """
    hashed = hashlib.sha256()
    for name, field in zip(Content._fields, content, strict=True):
        text = field if name == "changes" else _TEXT.encode(field)
        data = str(text).encode()
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return hashed.hexdigest()


def append(connection: Connection, content: Content) -> Head:
    """
    Add an entry to its chain; number and previous hash are given here.

    The head stays locked until the transaction ends: entries of one chain are
    written one after another, without gaps.
    """
    before = _locked_head(connection, content.chain)
    linked = content._replace(number=before.number + 1, previous_hash=before.hash)
    after = Head(content.chain, linked.number, hash_of(linked))
    connection.execute(insert(_ENTRIES).values(**linked._asdict(), hash=after.hash))
    connection.execute(
        update(_HEADS)
        .where(_HEADS.c.chain == content.chain)
        .values(number=after.number, hash=after.hash)
    )
    return after


def _locked_head(connection: Connection, chain: str) -> Head:
    wanted = select(_HEADS).where(_HEADS.c.chain == chain).with_for_update()
    row = connection.execute(wanted).one_or_none()
    if row is None:
        _begin(connection, chain)
        row = connection.execute(wanted).one()
    return Head(row.chain, row.number, row.hash)


def _begin(connection: Connection, chain: str) -> None:
    """Make the head of a new chain; of two at once, one waits and finds it made."""
    dialect = {"postgresql": postgresql, "sqlite": sqlite}[connection.dialect.name]
    head = {"chain": chain, "number": 0, "hash": GENESIS}
    connection.execute(dialect.insert(_HEADS).values(head).on_conflict_do_nothing())
