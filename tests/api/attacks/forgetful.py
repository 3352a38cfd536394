"""A database that keeps nothing: every change is made to the end, and taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scheduler.audit.session import AuditedSession
from scheduler.database.database import Database


class Forgetful(Database):
    """
    An SQLite database in which all attacks find the same.

    Attributes
    ----------
    num_changes
        Transactions that would have been kept.
    """

    num_changes = 0

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """As ever, with the audit entries, but nothing is there afterwards."""
        with self.engine.connect() as connection, connection.begin() as outer:
            session = AuditedSession(
                connection,
                expire_on_commit=False,
                join_transaction_mode="create_savepoint",
            )
            with session, session.begin():
                yield session
            if lost := connection.execute(text("PRAGMA foreign_key_check")).all():
                told = f"references that lead nowhere: {lost}"
                raise IntegrityError(told, None, Exception(told))
            self.num_changes += 1
            outer.rollback()
