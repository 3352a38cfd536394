"""
Databases for tests: each test has its own, migrated, on SQLite and PostgreSQL.

A test that asks for ``database`` runs on both; ``sqlite_database`` and
``postgresql_database`` are one of them.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Pool, PoolProxiedConnection, event
from sqlalchemy.pool import ConnectionPoolEntry

from scheduler.database.database import Database
from scheduler.database.upgrading import upgrade
from tests.postgresql import LASTING, REQUIRED, NoPostgresql, Server, running

KINDS = ("sqlite", "postgresql")

_TEMPLATE = "migrated"
_NUMBERS = count(1)


@event.listens_for(Pool, "checkout")
def _in_a_hurry(
    connection: object, _: ConnectionPoolEntry, __: PoolProxiedConnection
) -> None:
    """Do not wait for the disk, in this process: what is lost is made anew."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """One server for all tests of this process, started when first asked for."""
    yield from _served({})


@pytest.fixture
def lasting_server() -> Iterator[Server]:
    """A server of the test's own, that keeps what it has acknowledged."""
    yield from _served(LASTING)


def _served(settings: Mapping[str, str]) -> Iterator[Server]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running(settings))
        except NoPostgresql as error:
            if os.environ.get(REQUIRED):
                pytest.fail(f"{error}, and {REQUIRED} is set")
            raise pytest.skip.Exception(str(error)) from None
        yield server


@pytest.fixture(scope="session")
def migrated_server(postgresql_server: Server) -> Server:
    """The server, with a migrated database to copy."""
    upgrade(postgresql_server.create(_TEMPLATE))
    return postgresql_server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("databases") / "migrated.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """Address of a migrated SQLite database of this test's own."""
    path = tmp_path / "tracerplan.sqlite"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(migrated_server: Server) -> Iterator[str]:
    """Address of a migrated PostgreSQL database of this test's own."""
    with _on(migrated_server, _TEMPLATE) as url:
        yield url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a migrated database of this test's own, of each kind in turn."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database of this test's own, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tracerplan.sqlite'}"
        return
    with _on(request.getfixturevalue("postgresql_server"), "template0") as url:
        yield url


@pytest.fixture
def spare_url(
    database_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """Address of an empty database of the same kind as ``database_url``."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'spare' / 'tracerplan.sqlite'}"
        return
    with _on(request.getfixturevalue("postgresql_server"), "template0") as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of this test's own, of each kind in turn."""
    with _opened(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A migrated SQLite database of this test's own."""
    with _opened(sqlite_url) as opened:
        yield opened


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A migrated PostgreSQL database of this test's own."""
    with _opened(postgresql_url) as opened:
        yield opened


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _on(server: Server, template: str) -> Iterator[str]:
    name = f"test_{next(_NUMBERS)}"
    try:
        yield server.create(name, template)
    finally:
        server.drop(name)
