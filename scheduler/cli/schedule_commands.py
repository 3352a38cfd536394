"""The commands about what is done periodically, without what they need."""

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(help="What is done periodically.", metavar="NAME")]
Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


def register(jobs: typer.Typer) -> None:
    """Add these commands to those about jobs."""
    jobs.command()(schedules)
    jobs.command()(run)
    jobs.command()(pause)
    jobs.command()(resume)
    jobs.command("set")(set_)


def schedules(
    network: Annotated[
        str | None, typer.Option("--network", help="Of this network only.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List what is done periodically, when it was due last, and when it is next."""
    from scheduler.cli.schedules import print_schedules  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_schedules(network, as_json=as_json))


def run(name: Name, network: Network = None, as_json: Json = False) -> None:
    """Ask for a periodic job now, besides its times."""
    from scheduler.cli import schedules as use  # noqa: PLC0415 - help is quick

    raise typer.Exit(use.run(name, network, as_json=as_json))


def pause(
    name: Name, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """Do something periodic no more, until it is resumed."""
    from scheduler.cli import schedules as use  # noqa: PLC0415 - help is quick

    raise typer.Exit(use.pause(name, network, reason, as_json=as_json))


def resume(
    name: Name, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """Do it again from now on; what was due meanwhile is not caught up with."""
    from scheduler.cli import schedules as use  # noqa: PLC0415 - help is quick

    raise typer.Exit(use.resume(name, network, reason, as_json=as_json))


def set_(  # noqa: PLR0913, PLR0917 - its options
    name: Name,
    reason: Reason,
    every: Annotated[
        int | None,
        typer.Option("--every", help="Again and again.", metavar="MINUTES", min=1),
    ] = None,
    between: Annotated[
        str | None,
        typer.Option("--between", help="Local times: 06:00-18:00.", metavar="SPAN"),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", help="Once a day, at a local time.", metavar="CLOCK"),
    ] = None,
    weekdays: Annotated[
        str | None,
        typer.Option("--weekdays", help="On these only: mon,tue.", metavar="DAYS"),
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Do something periodic at other times; as by default again if none are said."""
    from scheduler.cli import schedules as use  # noqa: PLC0415 - help is quick

    said = {"every_min": every, "between": between, "at": at, "weekdays": weekdays}
    raise typer.Exit(use.change(name, network, said, reason, as_json=as_json))
