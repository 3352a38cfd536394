"""The commands that bring planning files in and out, without what they need."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.command("import")(import_)
    app.command()(export)


def import_(
    file: Annotated[Path, typer.Argument(help="Planning file.", metavar="FILE")],
    network: Annotated[
        str | None,
        typer.Option("--network", help="Id of the network; else the file's name."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would do; keep nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
    ] = False,
) -> None:
    """Make a network of the database what a planning file says."""
    from scheduler.cli.importing import import_planning_file  # noqa: PLC0415

    raise typer.Exit(
        import_planning_file(file, network, dry_run=dry_run, as_json=as_json)
    )


def export(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Write it here; else to stdout.", metavar="FILE"
        ),
    ] = None,
    network: Annotated[
        str | None,
        typer.Option("--network", help="Which network, if there are several."),
    ] = None,
    now: Annotated[
        bool,
        typer.Option("--now", help="As of this minute: what is closed is frozen."),
    ] = False,
) -> None:
    """Write a network, with what holds of its plan, as a planning file."""
    from scheduler.cli.exporting import export_network  # noqa: PLC0415

    raise typer.Exit(export_network(output, network, as_of_now=now))
