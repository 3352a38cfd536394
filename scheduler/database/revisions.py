"""The steps there are, and which of them a database has taken; without Alembic."""

import re
from pathlib import Path

from sqlalchemy import Connection, Engine, String, column, inspect, select, table

from scheduler.database.engine import READS
from scheduler.errors import NotReady

_FILE = re.compile(r"r(?P<revision>\d{4})_\w+\.py")
_TAKEN = "alembic_version"


def newest() -> str:
    """The revision that this program works on."""
    return revisions()[-1]


def revisions() -> list[str]:
    """All revisions, the oldest first: the files of the steps go by them."""
    folder = Path(__file__).parent / "migrations" / "versions"
    found = (_FILE.fullmatch(each.name) for each in folder.iterdir())
    return sorted(each["revision"] for each in found if each)


def revision_of(connection: Connection) -> str | None:
    """The revision a database is at; ``None`` for an empty one."""
    if not inspect(connection).has_table(_TAKEN):
        return None
    taken = select(column("version_num", String)).select_from(table(_TAKEN))
    return connection.scalars(taken).one_or_none()


def require_newest(engine: Engine) -> None:
    """
    Refuse a database with another schema than this program's.

    Raises
    ------
    NotReady
        If steps are missing, or if it was made by a newer program.

    """
    with engine.execution_options(**{READS: True}).connect() as connection:
        found = revision_of(connection)
    if found == newest():
        return
    if found is not None and found not in revisions():
        raise NotReady(newer_than_this(found))
    raise NotReady(
        f"the database is at {found or 'no revision'}, this program works on "
        f"{newest()}: run `tracerplan db upgrade`"
    )


def newer_than_this(found: str) -> str:
    """What is said of a database that a newer program made."""
    return (
        f"the database is at {found}, which this program does not know: "
        "it was made by a newer one"
    )
