"""The commands about how a network is run, without what they need."""

from typing import Annotated

import typer

settings = typer.Typer(
    help="How a network is run: show, change.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(settings, name="settings")


@settings.command()
def show(network: Network = None, as_json: Json = False) -> None:
    """Show how long holds last, what is frozen, and who may approve."""
    from scheduler.cli.settings import show_settings  # noqa: PLC0415 - help is quick

    raise typer.Exit(show_settings(network, as_json=as_json))


@settings.command()
def change(  # noqa: PLR0913, PLR0917 - its options
    reason: Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")],
    hold_minutes: Annotated[
        int | None, typer.Option(help="How long a hold lasts.", metavar="MINUTES")
    ] = None,
    frozen_hours: Annotated[
        int | None,
        typer.Option(
            help="Bookings so near are moved by a person's decision only.",
            metavar="HOURS",
        ),
    ] = None,
    second_person: Annotated[
        bool | None,
        typer.Option(help="Whether who proposed a plan may not approve it."),
    ] = None,
    replans_on_events: Annotated[
        bool | None, typer.Option(help="Whether what happens asks for a replan.")
    ] = None,
    publishes_by_itself: Annotated[
        bool | None,
        typer.Option(
            help="Whether a replan that nobody asked for may come into force."
        ),
    ] = None,
    proposals_last_hours: Annotated[
        int | None,
        typer.Option(
            help="For how long its proposal may be approved.", metavar="HOURS"
        ),
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Run a network otherwise; what is not said stays."""
    from scheduler.cli.settings import change_them  # noqa: PLC0415 - help is quick

    wanted = {
        "hold_minutes": hold_minutes,
        "frozen_hours": frozen_hours,
        "needs_second_person": second_person,
        "replans_on_events": replans_on_events,
        "publishes_by_itself": publishes_by_itself,
        "proposals_last_hours": proposals_last_hours,
    }
    raise typer.Exit(change_them(network, wanted, reason, as_json=as_json))
