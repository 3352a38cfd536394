"""The database of the command line: which one, and who speaks."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url, or_, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from scheduler.actors import Actor
from scheduler.audit.models import AuditEntry
from scheduler.cli import rehearsing
from scheduler.cli.rehearsing import REHEARSAL, is_rehearsal
from scheduler.config import DATABASE_URL, database_url
from scheduler.database.base import LONGEST_ID
from scheduler.database.copies import file_of
from scheduler.database.database import Database
from scheduler.database.revisions import require_newest
from scheduler.errors import NotReady

_KINDS = ("sqlite", "postgresql", "postgres")

ACTOR = "TRACERPLAN_ACTOR"
"""A code for whoever is at the terminal, where several share an account."""

cli_clock = rehearsing.cli_clock
"""The clock of a person at a terminal."""

_REHEARSED = (f"{REHEARSAL}:%", "job:%")
"""Actors of a database in which there is nothing but rehearsals."""


def cli_actor() -> Actor:
    """
    Whoever is at the terminal; each command is a request of its own.

    People go by a code that the environment says, or by the number of their account:
    its name might be their own.
    """
    code = os.environ.get(ACTOR) or str(os.getuid())
    where = REHEARSAL if is_rehearsal() else "cli"
    return Actor(f"{where}:{code}"[:LONGEST_ID], request_id=secrets.token_hex(8))


def open_database() -> Database:
    """
    The database that the environment names, in the schema of this program.

    An SQLite file that is not there yet is made.

    Raises
    ------
    NotReady
        If it cannot be reached, or has another schema; in a rehearsal, if anything
        else was written there: nobody dates that back.

    """
    url = database_url()
    with reaching(url):
        file = file_of(make_url(url))
        if file is not None and not file.exists():
            _make(file)
        database = Database(url)
        try:
            require_newest(database.engine)
            if is_rehearsal():
                _require_rehearsals(database)
        except BaseException:
            database.close()
            raise
        return database


def _make(file: Path) -> None:
    from scheduler.database.upgrading import make_file  # noqa: PLC0415 - done once

    make_file(file)


def _require_rehearsals(database: Database) -> None:
    is_other = ~or_(*map(AuditEntry.actor.like, _REHEARSED))
    with database.reading() as session:
        if session.scalar(select(AuditEntry.number).where(is_other).limit(1)):
            raise NotReady(
                "--now is for rehearsals, in a database of their own: "
                f"{shown(database.url)} has entries of other days"
            )


@contextmanager
def opened_database() -> Iterator[Database]:
    """The database of the environment, for as long as a command runs."""
    database = open_database()
    try:
        yield database
    finally:
        database.close()


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """
    Say of a database that cannot be reached which one it is, without its password.

    Raises
    ------
    NotReady
        If the address is none, or nobody answers there.

    """
    try:
        if make_url(url).get_backend_name() not in _KINDS:
            raise NotReady(f"{DATABASE_URL} is neither of SQLite nor of PostgreSQL")
        yield
    except (ArgumentError, ImportError):
        raise NotReady(f"{DATABASE_URL} is no address of a database") from None
    except DBAPIError as error:
        raise NotReady(f"{shown(url)}: {str(error.orig).strip()}") from None
    except OSError as error:
        raise NotReady(f"{shown(url)}: {error.strerror or error}") from None


def shown(url: str) -> str:
    """A database as it may be printed: the path of a file, or an address."""
    with suppress(ArgumentError):
        address = make_url(url)
        file = file_of(address)
        if file is not None:
            return str(Path(file))
        return address.render_as_string(hide_password=True)
    return "the database"
