"""States that many tests begin with: made once by each process, and then copied."""

from collections.abc import Callable, Hashable
from itertools import count
from pathlib import Path

from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.database.copies import file_of
from scheduler.database.database import Database
from scheduler.networks.models import Network
from tests.postgresql import Server

_FILES: dict[Hashable, bytes] = {}
_DATABASES: dict[tuple[Server, Hashable], str] = {}
_NUMBERS = count(1)


def brought_to(database: Database, state: Hashable, make: Callable[[], object]) -> None:
    """
    Bring a database to a state, whose name says all that ``make`` depends on.

    Only a database that nobody has written to becomes a copy.
    """
    if _is_written(database):
        make()
        return
    file = file_of(database.engine.url)
    if file is None:
        _server_brought_to(database, state, make)
        return
    if state in _FILES:
        database.close()
        file.write_bytes(_FILES[state])
    else:
        make()
        database.close()
        _FILES[state] = file.read_bytes()


def _server_brought_to(
    database: Database, state: Hashable, make: Callable[[], object]
) -> None:
    url = database.engine.url
    server, own = Server(Path(str(url.query["host"]))), str(url.database)
    kept = _DATABASES.get((server, state))
    if kept is None:
        make()
        database.close()
        kept = _DATABASES[server, state] = f"state_{next(_NUMBERS)}"
        server.create(kept, own)
    else:
        database.close()
        server.drop(own)
        server.create(own, kept)


def _is_written(database: Database) -> bool:
    with database.reading() as session:
        return any(
            session.scalars(select(column).limit(1)).first() is not None
            for column in (Network.id, AuditEntry.number)
        )
