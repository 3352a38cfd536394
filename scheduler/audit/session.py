"""A session that commits no change without its audit entry."""

import re
from typing import Any, NoReturn

from sqlalchemy import Connection, Delete, Insert, TextClause, Update, event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction

from scheduler.audit.chain import append
from scheduler.audit.changes import chain_of
from scheduler.audit.collecting import collected, upcoming
from scheduler.audit.context import NOTED
from scheduler.audit.trail import AuditMissing, forget, trail_of
from scheduler.database.base import Base

_FLUSH = "audit_flush"
_SAVEPOINTS = "audit_savepoints"

_WRITING = re.compile(
    r"\s*(?:insert|update|delete|replace|merge|truncate|alter|drop)\b", re.IGNORECASE
)


class AuditedSession(Session):
    """
    A session whose transactions account for every audited row they change.

    Changes are collected at each flush and written as the transaction commits. What
    cannot be collected is refused with ``AuditMissing``: changes that no ``audited``
    stands before, statements that change audited tables past the session's objects,
    and the bulk methods.
    """

    def bulk_save_objects(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: nobody is told what it changes."""
        raise AuditMissing("bulk_save_objects: use add_all")

    def bulk_insert_mappings(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: nobody is told what it changes."""
        raise AuditMissing("bulk_insert_mappings: use add_all")

    def bulk_update_mappings(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: nobody is told what it changes."""
        raise AuditMissing("bulk_update_mappings: change the objects")


@event.listens_for(AuditedSession, "before_flush")
def _before_flush(session: Session, _: UOWTransaction, objects: object) -> None:
    """Refuse what nobody accounts for, and keep old values that a flush forgets."""
    if objects is not None:
        raise AuditMissing("a flush of some objects only")
    flush = upcoming(session)
    rows = flush.rows()
    tables = sorted({row.__tablename__ for row in rows})
    trail_of(session).require(map(chain_of, rows), ", ".join(tables))
    session.info[_FLUSH] = flush


@event.listens_for(AuditedSession, "after_flush")
def _after_flush(session: Session, _: UOWTransaction) -> None:
    trail_of(session).changes.extend(collected(session, session.info.pop(_FLUSH)))


@event.listens_for(AuditedSession, "before_commit")
def _before_commit(session: Session) -> None:
    """Write the entries, as the last thing the transaction does."""
    if session.in_nested_transaction():
        return  # a savepoint is released; the transaction goes on
    session.flush()
    trail = trail_of(session)
    if not trail.is_written:
        for content in trail.contents():
            append(session.connection(), content)
        trail.is_written = True


@event.listens_for(AuditedSession, "after_begin")
def _after_connect(
    session: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    """Have the connection ask once more, whatever way a commit has come."""

    def refuse_unwritten(_: Connection) -> None:
        trail = trail_of(session)
        if not trail.is_written and trail.contents():
            raise AuditMissing("a commit that left a savepoint open")

    if transaction.parent is None:
        event.listen(connection, "commit", refuse_unwritten)


@event.listens_for(AuditedSession, "after_transaction_create")
def _after_begin(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = session.info.setdefault(_SAVEPOINTS, {})
        marks[transaction] = trail_of(session).lengths()


@event.listens_for(AuditedSession, "after_soft_rollback")
def _after_rollback(session: Session, transaction: SessionTransaction) -> None:
    """What a savepoint takes back has not happened."""
    if transaction.nested:
        trail_of(session).cut(session.info[_SAVEPOINTS].pop(transaction))


@event.listens_for(AuditedSession, "after_transaction_end")
def _after_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        forget(session)
        session.info.pop(_SAVEPOINTS, None)
        session.info.pop(_FLUSH, None)


@event.listens_for(AuditedSession, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    """Refuse statements that change audited rows without the objects knowing."""
    if state.execution_options.get(NOTED):
        return
    statement = state.statement
    if isinstance(statement, TextClause) and _WRITING.match(statement.text):
        raise AuditMissing(f"a statement in plain text: {statement.text}")
    if isinstance(statement, Insert | Update | Delete):
        name = getattr(statement.table, "name", None)
        if name is None or name in _audited_tables():
            raise AuditMissing(f"a statement that changes {name}: change the objects")


def _audited_tables() -> set[str]:
    mappers = Base.registry.mappers
    kinds = (each.class_ for each in mappers if issubclass(each.class_, Base))
    return {kind.__tablename__ for kind in kinds if kind.is_audited}
