"""A PostgreSQL server of the tests' own, as long as they run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import psycopg

from scheduler.database.programs import program
from scheduler.errors import NotReady

REQUIRED = "TRACERPLAN_REQUIRE_POSTGRESQL"
"""Where this is set, tests fail without PostgreSQL instead of being left out."""

SUPERUSER = "tracerplan"

_UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to serve as root."""

_QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
"""Its data need not outlive it."""

LASTING = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
"""What is committed outlives it, however it is stopped."""


class NoPostgresql(Exception):
    """PostgreSQL is not installed here."""


@dataclass(frozen=True)
class Server:
    """
    Databases of a running server, by name.

    Parameters
    ----------
    folder
        Where its socket is.
    settings
        How it is configured.
    """

    folder: Path
    settings: Mapping[str, str] = field(default_factory=lambda: _QUICK, hash=False)

    def url(self, database: str) -> str:
        """Address of a database, over a socket that only this machine sees."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, as a copy of another, and give its address."""
        self._run(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def start(self) -> None:
        """Serve, from now on."""
        told = {**self.settings} | {"unix_socket_directories": str(self.folder)}
        options = [f"-c {name}={value or chr(39) * 2}" for name, value in told.items()]
        self._control(
            *("start", "--wait", "--silent", "--log", str(self.folder / "log")),
            *("--options", " ".join(options)),
        )

    def stop(self, mode: str) -> None:
        """Serve no more; ``immediate`` is as if the machine had failed."""
        self._control("stop", "--mode", mode)

    def _control(self, *arguments: str) -> None:
        _run_program("pg_ctl", *arguments, "--pgdata", str(self.folder / "data"))

    def _run(self, statement: str) -> None:
        with closing(
            psycopg.connect(
                host=str(self.folder),
                user=SUPERUSER,
                dbname="postgres",
                autocommit=True,
            )
        ) as connection:
            connection.execute(statement.encode())


@contextmanager
def running(settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Server]:
    """
    Start a server, and stop it at the end.

    Parameters
    ----------
    settings
        In place of those that make it quick.

    Raises
    ------
    NoPostgresql
        If there is none to start.

    """
    for name in ("initdb", "pg_ctl"):
        _program(name)
    user = _unprivileged()
    # A socket's path has to be short, and its folder open to another user.
    folder = Path(tempfile.mkdtemp(prefix="tracerplan-"))
    try:
        if user is not None:
            shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
        _run_program(
            *("initdb", "--pgdata", str(folder / "data"), "--username", SUPERUSER),
            *("--no-sync", "--auth", "trust", "--encoding", "UTF8", "--locale", "C"),
        )
        server = Server(folder, {**_QUICK, **settings})
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_program(name: str, *arguments: str) -> None:
    user = _unprivileged()
    subprocess.run(
        [_program(name), *arguments],
        cwd="/",
        check=True,
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _program(name: str) -> Path:
    try:
        return program(name)
    except NotReady as error:
        raise NoPostgresql(str(error)) from None


def _unprivileged() -> str | None:
    """Who serves; ``None`` where the tests do not run as root."""
    if os.geteuid() != 0:
        return None
    users = {each.pw_name for each in pwd.getpwall()}
    return next(user for user in _UNPRIVILEGED if user in users)
