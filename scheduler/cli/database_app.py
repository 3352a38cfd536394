"""Commands about the database as a whole; each loads what it needs when it runs."""

from pathlib import Path
from typing import Annotated

import typer

_db = typer.Typer(
    help="Bring the database to the schema of this program.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@_db.command()
def upgrade(
    revision: Annotated[
        str, typer.Argument(help="How far, by default to the newest.")
    ] = "head",
) -> None:
    """Take all steps up to a revision, or none; an SQLite file is copied before."""
    from scheduler.cli import database_commands  # noqa: PLC0415 - help is quick

    raise typer.Exit(database_commands.upgrade(revision))


@_db.command()
def downgrade(
    revision: Annotated[
        str, typer.Argument(help="How far; `base` takes back all, and all data.")
    ],
) -> None:
    """Take back all steps after a revision, with the data that they brought."""
    from scheduler.cli import database_commands  # noqa: PLC0415 - help is quick

    raise typer.Exit(database_commands.downgrade(revision))


@_db.command()
def check() -> None:
    """Compare tables, constraints and guards with what this program expects."""
    from scheduler.cli import database_commands  # noqa: PLC0415 - help is quick

    raise typer.Exit(database_commands.check())


def backup(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Write it here.", metavar="FILE")
    ],
) -> None:
    """Write all data into one file, while others go on working."""
    from scheduler.cli import database_commands  # noqa: PLC0415 - help is quick

    raise typer.Exit(database_commands.backup(output))


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.", metavar="FILE")],
    force: Annotated[
        bool,
        typer.Option("--force", help="Even if there are data, which are kept beside."),
    ] = False,
) -> None:
    """Put a backup in the place of the database, if it passes every check."""
    from scheduler.cli import database_commands  # noqa: PLC0415 - help is quick

    raise typer.Exit(database_commands.restore(file, force=force))


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(_db, name="db")
    app.command()(backup)
    app.command()(restore)
