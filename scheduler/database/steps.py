"""The steps as Alembic sees them."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from scheduler.errors import NotReady


def whole_name(revision: str) -> str | None:
    """The revision by its whole name; ``None`` for an empty database."""
    try:
        script = ScriptDirectory.from_config(settings()).get_revision(revision)
    except CommandError:
        raise NotReady(f"there is no revision {revision}") from None
    return script.revision if script else None


def settings() -> Config:
    """Where the steps lie; for Alembic."""
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
