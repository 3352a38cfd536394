"""What was computed from rows, as long as the rows are the same."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from threading import Lock
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, event
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from scheduler.database.written_tables import is_untouched, tables_written

T = TypeVar("T")

MOST = 32
"""Values that are remembered per database."""

_OWN = "remembered"
"""Where a session that has written keeps what it computed from its own rows."""

_STEPS = "remembered_steps"
"""Where a session notes by which steps it has raised the revisions of networks."""


_FORESEEN = "remembered_foreseen"
"""Where a session keeps what will be true for all as soon as it has committed."""


class OfTables(NamedTuple):
    """
    Key of what depends on the rows that a network has in some tables, and on no others.

    It is the same at the next data revision if what raised the revision was written
    into other tables.
    """

    kind: str
    network_id: str
    data_revision: int
    tables: frozenset[str]
    more: Hashable = None


class _Step(NamedTuple):
    """A data revision that a transaction has raised by one."""

    network_id: str
    after: int


class _Memory:
    """What is known of one database, and what is being computed."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.known: OrderedDict[Hashable, Any] = OrderedDict()
        self.busy: dict[Hashable, Lock] = {}

    def found(self, key: Hashable) -> tuple[bool, Any]:
        """Whether something is known by a key, and what."""
        with self.lock:
            if key not in self.known:
                return False, None
            self.known.move_to_end(key)
            return True, self.known[key]

    def computed(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of a key; who asks while it is computed waits for it."""
        with self.lock:
            turn = self.busy.setdefault(key, Lock())
        with turn:
            try:
                is_known, value = self.found(key)
                if not is_known:
                    value = compute()
                    self.keep(key, value)
            finally:
                with self.lock:
                    self.busy.pop(key, None)
        found: T = value
        return found

    def keep(self, key: Hashable, value: object) -> None:
        """Remember a value, and forget what nobody has asked for longest."""
        with self.lock:
            self.known[key] = value
            while len(self.known) > MOST:
                self.known.popitem(last=False)

    def carry(self, step: _Step, written: Collection[str]) -> None:
        """Take over into the next revision what does not depend on what was written."""
        with self.lock:
            for key in tuple(self.known):
                if isinstance(key, OfTables) and _begins(key, step, written):
                    known = self.known.pop(key)
                    self.known[key._replace(data_revision=step.after)] = known


_LOCK = Lock()
_MEMORIES: WeakKeyDictionary[Dialect, _Memory] = WeakKeyDictionary()
"""By what an engine shares with its variants, those that only read and those that do
not; no other engine has it."""


def remembered(session: Session, key: Hashable, compute: Callable[[], T]) -> T:
    """
    The value of a key, computed once, also if several ask at the same time.

    The key says all that the value depends on, revisions included. A transaction that
    has written something may still be rolled back: what it sees is remembered for
    itself alone, until it writes again; what does not depend on what it has written
    is what everybody knows.
    """
    memory = _memory(session)
    own: dict[Hashable, Any] | None = session.info.get(_OWN)
    if own is None:
        is_known, value = memory.found(key)
        return value if is_known else memory.computed(key, compute)
    if key not in own:
        is_known, value = memory.found(_before(session, key))
        if not is_known:
            value = compute()
        session.info[_OWN][key] = value
    mine: T = session.info[_OWN][key]
    return mine


def recalled(session: Session, key: Hashable) -> Any:
    """What is known by a key; ``None`` if nothing is."""
    if session.info.get(_OWN) is not None:
        key = _before(session, key)
    return _memory(session).found(key)[1]


def foresee(session: Session, key: Hashable, value: object) -> None:
    """
    Have all know the value of a key.

    If the transaction has written something, they do as soon as it has committed.
    """
    if session.info.get(_OWN) is None:
        _memory(session).keep(key, value)
    else:
        session.info.setdefault(_FORESEEN, {})[key] = value


def has_written(session: Session) -> None:
    """Note that the transaction sees rows that nobody else does yet."""
    session.info[_OWN] = {}


def has_raised(session: Session, network_id: str, data_revision: int) -> None:
    """
    Note that the transaction has raised the data revision of a network by one.

    From then until it ends, nobody else can; so whatever was true of the rows of a
    table at the revision before is true now if this transaction has not written there.
    """
    steps = session.info.setdefault(_STEPS, [])
    steps.append((_Step(network_id, data_revision), tables_written(session)))


def _memory(session: Session) -> _Memory:
    with _LOCK:
        return _MEMORIES.setdefault(session.get_bind().dialect, _Memory())


def _begins(key: OfTables, step: _Step, written: Collection[str]) -> bool:
    """Whether a value is still true after a step."""
    is_before = (key.network_id, key.data_revision) == (
        step.network_id,
        step.after - 1,
    )
    return is_before and is_untouched(key.tables, written)


def _before(session: Session, key: Hashable) -> Hashable:
    """The key that others know a value by, of which nothing was written; or none."""
    if not isinstance(key, OfTables):
        return None
    if not is_untouched(key.tables, tables_written(session)):
        return None
    for step, _ in reversed(session.info.get(_STEPS, [])):
        if (step.network_id, step.after) == (key.network_id, key.data_revision):
            key = key._replace(data_revision=step.after - 1)
    return key


@event.listens_for(Session, "after_flush")
def _after_flush(session: Session, _: UOWTransaction) -> None:
    has_written(session)


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, transaction: SessionTransaction) -> None:
    """A savepoint takes revisions back: what they were is not known any more."""
    if transaction.nested:
        session.info.pop(_STEPS, None)
        session.info.pop(_FORESEEN, None)


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    """What is still true is true for all."""
    if session.in_nested_transaction():
        return
    for step, written in session.info.pop(_STEPS, []):
        _memory(session).carry(step, written)
    for key, value in session.info.pop(_FORESEEN, {}).items():
        _memory(session).keep(key, value)


@event.listens_for(Session, "after_transaction_end")
def _after_end(session: Session, transaction: SessionTransaction) -> None:
    """
    Begin anew: the transaction is over.

    After a savepoint that was taken back, rows are as they were before it.
    """
    if transaction.parent is None:
        session.info.pop(_OWN, None)
        session.info.pop(_STEPS, None)
        session.info.pop(_FORESEEN, None)
    elif _OWN in session.info:
        has_written(session)
