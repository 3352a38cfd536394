"""What was computed from rows, as long as the rows are the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

T = TypeVar("T")

MOST = 24
"""Values that are remembered per database."""

UNSETTLED = "unsettled"
"""Noted in a session that has raised a revision."""

_LOCK = Lock()
_KNOWN: WeakKeyDictionary[Engine, OrderedDict[Hashable, Any]] = WeakKeyDictionary()


def remembered(session: Session, key: Hashable, compute: Callable[[], T]) -> T:
    """
    The value of a key, computed once.

    The key says all that the value depends on, revisions included. A transaction that
    has raised a revision itself may still be rolled back: what it sees is computed,
    and not remembered.
    """
    if session.info.get(UNSETTLED):
        return compute()
    engine = session.connection().engine
    with _LOCK:
        known = _KNOWN.setdefault(engine, OrderedDict())
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
