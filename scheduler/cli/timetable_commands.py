"""The command of timetables prepared ahead, without what it needs."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this command to the others."""
    app.command("timetables")(show)


def show(
    unit: Annotated[
        str | None, typer.Option("--unit", help="Of batches of this unit.")
    ] = None,
    site: Annotated[
        str | None, typer.Option("--site", help="Of doses for this site.")
    ] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", help="Of this batch only.")
    ] = None,
    network: Annotated[
        str | None,
        typer.Option("--network", help="Which network, if there are several."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
    ] = False,
) -> None:
    """What the days of the next batches become if they are low or late."""
    from scheduler.cli import timetables  # noqa: PLC0415 - help is quick

    raise typer.Exit(
        timetables.print_timetables(network, unit, site, batch, as_json=as_json)
    )
