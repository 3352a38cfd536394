"""What was computed from rows, as long as the rows are the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, event
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

T = TypeVar("T")

MOST = 24
"""Values that are remembered per database."""

_OWN = "remembered"
"""Where a session that has written keeps what it computed from its own rows."""

_LOCK = Lock()
_KNOWN: WeakKeyDictionary[Dialect, OrderedDict[Hashable, Any]] = WeakKeyDictionary()
"""By what an engine shares with its variants, those that only read and those that do
not; no other engine has it."""


def remembered(session: Session, key: Hashable, compute: Callable[[], T]) -> T:
    """
    The value of a key, computed once.

    The key says all that the value depends on, revisions included. A transaction that
    has written something may still be rolled back: what it sees is remembered for
    itself alone, until it writes again.
    """
    own: dict[Hashable, Any] | None = session.info.get(_OWN)
    if own is not None:
        if key not in own:
            value = compute()
            session.info[_OWN][key] = value
            return value
        mine: T = own[key]
        return mine
    dialect = session.get_bind().dialect
    with _LOCK:
        known = _KNOWN.setdefault(dialect, OrderedDict())
        if key in known:
            known.move_to_end(key)
            found: T = known[key]
            return found
    value = compute()
    with _LOCK:
        known[key] = value
        while len(known) > MOST:
            known.popitem(last=False)
    return value


def has_written(session: Session) -> None:
    """Note that the transaction sees rows that nobody else does yet."""
    session.info[_OWN] = {}


@event.listens_for(Session, "after_flush")
def _after_flush(session: Session, _: UOWTransaction) -> None:
    has_written(session)


@event.listens_for(Session, "after_transaction_end")
def _after_end(session: Session, transaction: SessionTransaction) -> None:
    """
    Begin anew: the transaction is over.

    After a savepoint that was taken back, rows are as they were before it.
    """
    if transaction.parent is None:
        session.info.pop(_OWN, None)
    elif _OWN in session.info:
        has_written(session)
