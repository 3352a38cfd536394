"""The command of forecasts of demand, without what it needs."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this command to the others."""
    app.command("forecast")(show)


def show(
    unit: Annotated[
        str | None, typer.Option("--unit", help="Of this unit only.")
    ] = None,
    product: Annotated[
        str | None, typer.Option("--product", help="Of this product only.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First date.", metavar="DATE")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="Last date, included.", metavar="DATE")
    ] = None,
    network: Annotated[
        str | None,
        typer.Option("--network", help="Which network, if there are several."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
    ] = False,
) -> None:
    """What units may be asked for, before visits are booked."""
    from scheduler.cli import forecasting  # noqa: PLC0415 - help is quick

    scope = (unit, product, start, end)
    raise typer.Exit(forecasting.print_forecast(network, scope, as_json=as_json))
