"""Do what is asked under a key once, and answer it alike ever after."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scheduler.actors import Actor
from scheduler.errors import SchedulerError
from scheduler.idempotency.models import GivenReply

KEPT = timedelta(days=30)


class KeyReused(SchedulerError):
    """A key stands for one request: this is another one."""

    code = "idempotency_key_reused"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it goes out."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def fingerprint_of(*parts: bytes) -> str:
    """SHA-256 over parts, each told apart from the next by its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def once(
    session: Session,
    now: datetime,
    actor: Actor,
    *,
    key: str,
    fingerprint: str,
    make: Callable[[], Reply],
) -> tuple[Reply, bool]:
    """
    Make a change under a key, or tell what it was answered with.

    Whoever sends the same key meanwhile waits. A change that is refused leaves
    nothing, so that it may be tried again under its key.

    Returns
    -------
    tuple[Reply, bool]
        The answer, and whether it had been given before.

    Raises
    ------
    KeyReused
        If the key stands for something else.

    """
    if not _is_claimed(session, now, actor, key, fingerprint):
        return _given(session, actor, key, fingerprint), True
    reply = make()
    session.flush()
    session.execute(
        update(GivenReply)
        .where(GivenReply.actor == actor.id, GivenReply.key == key)
        .values(status=reply.status, headers=dict(reply.headers), body=reply.body)
        .execution_options(synchronize_session=False)
    )
    return reply, False


def has_old(session: Session, now: datetime) -> bool:
    """Whether there is anything to forget."""
    old = select(GivenReply.key).where(GivenReply.given_at < now - KEPT).limit(1)
    return session.scalar(old) is not None


def forget_old(session: Session, now: datetime) -> int:
    """Forget answers that are older than they have to be kept; how many."""
    done = session.execute(
        delete(GivenReply)
        .where(GivenReply.given_at < now - KEPT)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(done, CursorResult)  # noqa: S101 - for the type
    return done.rowcount


def _is_claimed(
    session: Session, now: datetime, actor: Actor, key: str, fingerprint: str
) -> bool:
    """Whether the key is ours: a row of another transaction is waited for."""
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    claimed = connection.execute(
        insert(GivenReply)
        .values(actor=actor.id, key=key, fingerprint=fingerprint, given_at=now)
        .on_conflict_do_nothing()
        .returning(GivenReply.key)
    )
    return claimed.one_or_none() is not None


def _given(session: Session, actor: Actor, key: str, fingerprint: str) -> Reply:
    row = session.execute(
        select(
            GivenReply.fingerprint,
            GivenReply.status,
            GivenReply.headers,
            GivenReply.body,
        ).where(GivenReply.actor == actor.id, GivenReply.key == key)
    ).one()
    if row.fingerprint != fingerprint:
        raise KeyReused("this key was used for another request: take a new one")
    return Reply(row.status, row.headers, row.body)
