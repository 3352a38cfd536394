"""Backups of a PostgreSQL database: dumps, by the programs it comes with."""

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL

from scheduler.database.copies import OWNER_ONLY, sync
from scheduler.database.engine import engine_of
from scheduler.database.programs import program
from scheduler.errors import NotReady
from scheduler.jobs.books import SCHEMA

MAINTENANCE = "postgres"
"""The database that one is connected to while others are renamed."""

_CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def dump(address: URL, target: Path) -> None:
    """
    Write one snapshot into a file.

    The books of the engine of jobs are left out: it finds the jobs that go on by
    their rows.
    """
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=OWNER_ONLY)
    try:
        _run(
            address,
            *("pg_dump", "--format=custom", "--no-owner", "--no-privileges"),
            *("--no-comments", f"--exclude-schema={SCHEMA}", f"--file={partial}"),
        )
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def replace(
    source: Path, address: URL, require: Callable[[str], None], *, keep: bool
) -> str | None:
    """
    Put a database that passed in the place of another; who uses that is cut off.

    Returns
    -------
    str | None
        Name of what was there before, if it is kept.

    """
    name = address.database or ""
    kept = f"{name}_before_restore"
    with (
        _reaching(address) as connection,
        _passed(connection, source, address, require) as restored,
    ):
        _say(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", kept)
        with connection.transaction():
            connection.execute(_CUT_OFF, [name])
            _say(connection, "ALTER DATABASE {} RENAME TO {}", name, kept)
            _say(connection, "ALTER DATABASE {} RENAME TO {}", restored, name)
        if keep:
            return kept
        _say(connection, "DROP DATABASE {} WITH (FORCE)", kept)
        return None


@contextmanager
def _passed(
    connection: psycopg.Connection,
    source: Path,
    address: URL,
    require: Callable[[str], None],
) -> Iterator[str]:
    """A new database with what a dump holds; it goes away if something fails."""
    name = f"{address.database}_{secrets.token_hex(4)}"
    there = address.set(database=name)
    _say(connection, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    try:
        _run(
            there,
            *("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner"),
            *("--no-privileges", str(source)),
        )
        require(there.render_as_string(hide_password=False))
        yield name
    except BaseException:
        _say(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        raise


@contextmanager
def _reaching(address: URL) -> Iterator[psycopg.Connection]:
    """
    A connection beside the database, to move that as a whole.

    Raises
    ------
    NotReady
        If this is not allowed, or somebody is in the way.

    """
    parameters = _parameters(address) | {"dbname": MAINTENANCE}
    try:
        with closing(psycopg.connect(**parameters, autocommit=True)) as connection:
            yield connection
    except psycopg.Error as error:
        raise NotReady(str(error).strip()) from None


def _say(connection: psycopg.Connection, statement: LiteralString, *names: str) -> None:
    """Run a statement about databases, by their names."""
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _run(address: URL, name: str, *arguments: str) -> None:
    """
    Run a program against a database; its password is seen by nobody.

    Raises
    ------
    NotReady
        If there is no such program, or if it fails.

    """
    parameters = _parameters(address)
    password = parameters.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL
        [program(name), f"--dbname={make_conninfo(**parameters)}", *arguments],
        env=os.environ | secret,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotReady(f"{name} failed: {done.stderr.strip()}")


def _parameters(address: URL) -> dict[str, Any]:
    """What PostgreSQL's library asks for."""
    engine = engine_of(address.render_as_string(hide_password=False))
    parameters = dict(engine.dialect.create_connect_args(engine.url)[1])
    parameters.pop("context", None)  # of psycopg, not of the library
    return parameters
