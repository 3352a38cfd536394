"""`tracerplan db`, `backup` and `restore`."""

from contextlib import closing
from pathlib import Path

import typer
from sqlalchemy import make_url

from scheduler.cli.databases import reaching, shown
from scheduler.cli.failures import ExitCode, bad_input, complain, exit_codes
from scheduler.cli.files import require_other, require_writable
from scheduler.config import database_url
from scheduler.database import backups, upgrading
from scheduler.database.copies import file_of
from scheduler.database.database import Database
from scheduler.database.differences import check as compare
from scheduler.database.revisions import newest
from scheduler.errors import NotReady


def upgrade(revision: str) -> ExitCode:
    """Take all steps up to a revision, and say where that is."""
    with exit_codes():
        url = database_url()
        with reaching(url):
            reached = upgrading.upgrade(url, revision)
        _say(url, reached)
        return ExitCode.FINE


def downgrade(revision: str) -> ExitCode:
    """Take back all steps after a revision, and say where that is."""
    with exit_codes():
        url = database_url()
        with reaching(url):
            _require_there(url)
            reached = upgrading.downgrade(url, revision)
        _say(url, reached)
        return ExitCode.FINE


def check() -> ExitCode:
    """Print every difference between the database and this program."""
    with exit_codes():
        url = database_url()
        with reaching(url):
            _require_there(url)
            found = compare(url)
        for line in found:
            complain(line)
        if found:
            return ExitCode.NO_PLAN
        typer.echo(f"{shown(url)} is as it should be, at {newest()}")
        return ExitCode.FINE


def backup(output: Path) -> ExitCode:
    """Write everything there is into one file."""
    with exit_codes():
        require_writable(output)
        url = database_url()
        with reaching(url):
            file = _require_there(url)
            require_other(output, [file] if file else [])
            with closing(Database(url)) as database:
                _write(database, output)
        typer.echo(f"{shown(url)} is kept in {output}")
        return ExitCode.FINE


def _write(database: Database, output: Path) -> None:
    """Say of the backup, not of the database, that it cannot be written."""
    try:
        backups.backup(database, output)
    except OSError as error:
        reason = error.strerror or str(error)
        raise bad_input(str(output), reason.lower()) from None


def restore(source: Path, *, force: bool) -> ExitCode:
    """Put what a file keeps in the place of the database."""
    with exit_codes():
        if not source.is_file():
            raise bad_input(str(source), "no such file")
        url = database_url()
        with reaching(url):
            kept = backups.restore(source, url, force=force)
        typer.echo(f"{shown(url)} is what {source} kept")
        if kept is not None:
            typer.echo(f"what was there before is {kept}")
        return ExitCode.FINE


def _require_there(url: str) -> Path | None:
    """The file of an SQLite database, which only looking at it would make."""
    file = file_of(make_url(url))
    if file is not None and not file.exists():
        raise NotReady(f"{file} is not there: run `tracerplan db upgrade`")
    return file


def _say(url: str, revision: str | None) -> None:
    typer.echo(f"{shown(url)} is at {revision or 'no revision'}")
