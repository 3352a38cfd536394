"""The commands about notices and channels, without what they need."""

from typing import Annotated

import typer

notices = typer.Typer(
    help="Notices, which say what happened: list.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
channels = typer.Typer(
    help="Channels, over which notices go out: add, list, test, pause, remove.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Channel = Annotated[str, typer.Argument(help="Id of the channel.", metavar="CHANNEL")]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(notices, name="notices")
    app.add_typer(channels, name="channels")


@notices.command("list")
def list_notices(
    kind: Annotated[
        str | None, typer.Option("--kind", help="Of this kind only.", metavar="KIND")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, max=1000)] = 50,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """List the newest notices."""
    from scheduler.cli.notices import print_notices  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_notices(network, kind, limit, as_json=as_json))


@channels.command()
def add(  # noqa: PLR0913, PLR0917 - its options
    webhook: Annotated[
        str | None, typer.Option("--webhook", help="Post to this.", metavar="URL")
    ] = None,
    email: Annotated[
        str | None, typer.Option("--email", help="Mail to this.", metavar="ADDRESS")
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option("--site", help="Site it is for; again for more; else all."),
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", help="Production unit it is for.")
    ] = None,
    trial: Annotated[
        list[str] | None, typer.Option("--trial", help="Trial it is for.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Kind of notice; else all.")
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Have notices delivered; what a webhook signs with is shown this once."""
    from scheduler.cli.channels import Wanted, add_one  # noqa: PLC0415 - help is quick

    wanted = Wanted(
        webhook=webhook,
        email=email,
        sites=tuple(site or ()),
        units=tuple(unit or ()),
        trials=tuple(trial or ()),
        kinds=tuple(kind or ()),
    )
    raise typer.Exit(add_one(network, wanted, as_json=as_json))


@channels.command("list")
def list_channels(network: Network = None, as_json: Json = False) -> None:
    """List all channels, and what has become of what was to go over them."""
    from scheduler.cli.channels import print_channels  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_channels(network, as_json=as_json))


@channels.command()
def pause(channel: Channel, reason: Reason, network: Network = None) -> None:
    """Keep what is to be delivered, until it is resumed."""
    from scheduler.cli.channels import pause_one  # noqa: PLC0415 - help is quick

    raise typer.Exit(pause_one(network, channel, reason))


@channels.command()
def resume(channel: Channel, reason: Reason, network: Network = None) -> None:
    """Deliver again, first what was kept meanwhile."""
    from scheduler.cli.channels import resume_one  # noqa: PLC0415 - help is quick

    raise typer.Exit(resume_one(network, channel, reason))


@channels.command()
def remove(channel: Channel, reason: Reason, network: Network = None) -> None:
    """Deliver nothing any more, for good."""
    from scheduler.cli.channels import remove_one  # noqa: PLC0415 - help is quick

    raise typer.Exit(remove_one(network, channel, reason))


@channels.command("test")
def try_channel(channel: Channel, network: Network = None) -> None:
    """Send something over it that says nothing, to see whether it arrives."""
    from scheduler.cli.channels import try_one  # noqa: PLC0415 - help is quick

    raise typer.Exit(try_one(network, channel))
