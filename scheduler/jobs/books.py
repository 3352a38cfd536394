"""Where the engine keeps its books, and the lock that makes a worker the only one."""

import os
from pathlib import Path

from sqlalchemy import URL, make_url

from scheduler.errors import NotReady

SCHEMA = "tracerplan_jobs"
"""Of the engine's tables on PostgreSQL: apart from the application's."""


def books_url(url: str) -> str:
    """
    Address of the engine's database, beside the application's.

    On SQLite it is a file of its own, since it is written all the time; on PostgreSQL
    it is the same database.

    Raises
    ------
    NotReady
        If the application's database is not kept.

    """
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        address = address.set(drivername="postgresql+psycopg")
        return address.render_as_string(hide_password=False)
    path = _beside(address, "-jobs.sqlite")
    return URL.create("sqlite", database=os.fspath(path)).render_as_string()


def lock_path(url: str) -> Path:
    """The file that a worker of a SQLite database locks."""
    return _beside(make_url(url), "-worker.lock")


def _beside(address: URL, ending: str) -> Path:
    if not address.database or address.database == ":memory:":
        raise NotReady("jobs need a database that is kept: a file, or PostgreSQL")
    path = Path(address.database).absolute()
    return path.with_name(path.stem + ending)
