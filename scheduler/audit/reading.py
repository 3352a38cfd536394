"""Chains in the database: read in one state, and verified."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler.audit.chain import Content, Entry, Head
from scheduler.audit.heads import chains, head
from scheduler.audit.models import AuditEntry, AuditHead
from scheduler.audit.verification import Judge, Verdict
from solver.errors import Issue

_AT_ONCE = 1000
"""Entries in memory at one time."""

_FIELDS = tuple(getattr(AuditEntry, name) for name in (*Content._fields, "hash"))


def verify(
    session: Session, anchors: Mapping[str, Head] | None = None
) -> list[Verdict]:
    """
    Verify all chains.

    Parameters
    ----------
    anchors
        Heads that were kept elsewhere, by chain; a chain of theirs that is gone is a
        fault as well.
    """
    kept = anchors or {}
    found = sorted({*chains(session), *kept})
    return [verdict_on(session, chain, kept.get(chain)) for chain in found]


def verify_chain(
    session: Session, chain: str, anchor: Head | None = None
) -> list[Issue]:
    """All that is wrong with one chain."""
    return list(verdict_on(session, chain, anchor).issues)


def verdict_on(session: Session, chain: str, anchor: Head | None = None) -> Verdict:
    """Where one chain ends, and all that is wrong with it."""
    judge = Judge(chain, anchor)
    # Read first: what is added meanwhile brings its own head along.
    end = head(session, chain)
    try:
        for entry, found in entries(session, chain):
            judge.follow(entry)
            end = found
    except OperationalError as error:
        # SQLite gives out no text that is not UTF-8.
        if "decode" not in str(error):
            raise
        judge.blame("an entry cannot be read: its text was damaged")
    return judge.end(end)


def entries(session: Session, chain: str) -> Iterator[tuple[Entry, Head | None]]:
    """The entries of a chain by number, each with the head of the same state."""
    numbers, hashes = (
        select(column).where(AuditHead.chain == chain).scalar_subquery()
        for column in (AuditHead.number, AuditHead.hash)
    )
    wanted = (
        select(*_FIELDS, numbers, hashes)
        .where(AuditEntry.chain == chain)
        .order_by(AuditEntry.number)
    )
    rows = session.execute(wanted, execution_options={"yield_per": _AT_ONCE})
    for *content, hash_, number, head_hash in rows:
        end = None if number is None else Head(chain, number, head_hash)
        yield Entry(Content(*content), hash_), end
