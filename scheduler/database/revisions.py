"""The steps there are, and which of them a database has taken."""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from scheduler.database.engine import READS
from scheduler.errors import NotReady


def newest() -> str | None:
    """The revision that this program works on."""
    return _steps().get_current_head()


def revisions() -> list[str]:
    """All revisions, the oldest first."""
    return [each.revision for each in _steps().walk_revisions()][::-1]


def revision_of(connection: Connection) -> str | None:
    """The revision a database is at; ``None`` for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


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


def whole_name(revision: str) -> str | None:
    """The revision by its whole name; ``None`` for an empty database."""
    try:
        script = _steps().get_revision(revision)
    except CommandError:
        raise NotReady(f"there is no revision {revision}") from None
    return script.revision if script else None


def newer_than_this(found: str) -> str:
    """What is said of a database that a newer program made."""
    return (
        f"the database is at {found}, which this program does not know: "
        "it was made by a newer one"
    )


def settings() -> Config:
    """Where the steps lie; for Alembic."""
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _steps() -> ScriptDirectory:
    return ScriptDirectory.from_config(settings())
