"""A database, as the application uses it: read, write, try again."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scheduler.audit.session import AuditedSession
from scheduler.database.engine import BUSY_S, READS, engine_of
from scheduler.errors import PlanMoved

T = TypeVar("T")

MOST_TRIES = 12
"""Tries of a change whose plan keeps moving; the second already waits its turn."""

PAUSE_S = 0.01

_TRY_AGAIN = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock: the loser tries again."""


class Database:
    """
    Sessions of one database.

    Parameters
    ----------
    url
        Address, for example ``sqlite:////var/lib/tracerplan/tracerplan.sqlite``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = engine_of(url)
        reads: dict[str, Any] = {READS: True}
        if not self.is_sqlite:
            # There each statement would see what is committed by then.
            reads |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(**reads)
        self._turn = Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is one file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state and writes nothing."""
        with AuditedSession(self._reading) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """
        A session that commits if nothing is raised, and else leaves no trace.

        What it returned can still be read when it is closed.
        """
        session = AuditedSession(self.engine, expire_on_commit=False)
        with self._turn_to_write(), session, session.begin():
            yield session

    def run(self, change: Callable[[Session], T]) -> T:
        """
        Make a change in one transaction; again if the plan moved meanwhile.

        Raises
        ------
        PlanMoved
            If it kept moving.

        """
        for number in range(1, MOST_TRIES + 1):
            try:
                with self.writing() as session:
                    session.info["try"] = number
                    return change(session)
            except PlanMoved:
                if number == MOST_TRIES:
                    raise
            except DBAPIError as error:
                if number == MOST_TRIES or _sqlstate(error) not in _TRY_AGAIN:
                    raise
            time.sleep(random.uniform(0, PAUSE_S * number))
        raise AssertionError("unreachable")

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """
        On SQLite, wait for others of this process who write.

        There one at a time does; who asks the file now and then whether it is free may
        be passed by all others. Those of other processes are waited for that way.
        """
        has_turn = self.is_sqlite and self._turn.acquire(timeout=BUSY_S)
        try:
            yield
        finally:
            if has_turn:
                self._turn.release()

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def _sqlstate(error: DBAPIError) -> str | None:
    code = getattr(error.orig, "sqlstate", None)
    return code if isinstance(code, str) else None
