"""Engines that behave alike on SQLite and PostgreSQL."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from scheduler import canonical
from scheduler.database.written_tables import note_written_tables

BUSY_S = 30
"""How long a writer waits for another one on SQLite."""

_OPTIONS = "-c idle_in_transaction_session_timeout=120s"
"""
Of sessions on PostgreSQL.

What stands still in the middle of a transaction holds up all others: the server ends
it, unless the address has options of its own.
"""

READS = "tracerplan_reads"
"""Execution option of connections that will not write."""


def engine_of(url: str) -> Engine:
    """
    An engine for a database address.

    On SQLite every transaction that may write takes the write lock as it begins, so
    that it never has to give up half-way; the directory of the file is made. A plain
    ``postgresql:`` address is served by psycopg 3.
    """
    address = make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    options: dict[str, Any] = {
        "json_serializer": canonical.dumps,
        "json_deserializer": canonical.loads,
        "hide_parameters": True,  # no failure repeats what is said of somebody
    }
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        options["connect_args"] = {"timeout": BUSY_S}
        engine = create_engine(address, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        if "options" not in address.query:
            options["connect_args"] = {"options": _OPTIONS}
        engine = create_engine(address, pool_pre_ping=True, **options)
    note_written_tables(engine)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Transactions are ours, references hold, and what is committed is on disk."""
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        # Versions before 3.51.3 may lose a write-ahead log; a plain journal does not.
        "journal_mode = DELETE",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_S * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
