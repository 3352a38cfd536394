"""The commands of outages, without what they need."""

from enum import StrEnum
from typing import Annotated

import typer

from scheduler.cli.numbers import OutageNumber

outages = typer.Typer(
    help="What is out of use: list, report, overrun, end, withdraw.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Kind(StrEnum):
    """What may be out of use."""

    SCANNER = "scanner"
    PLACE = "place"
    PERSON = "person"
    LINE = "line"
    EQUIPMENT = "equipment"


Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(outages, name="outages")


@outages.command("list")
def show(
    network: Network = None,
    is_all: Annotated[
        bool, typer.Option("--all", help="Also what is over, or was withdrawn.")
    ] = False,
    as_json: Json = False,
) -> None:
    """What is out of use, or will be."""
    from scheduler.cli.outages import print_outages  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_outages(network, with_past=is_all, as_json=as_json))


@outages.command()
def report(
    kind: Annotated[
        Kind, typer.Argument(help="A cyclotron is equipment, a nurse a person.")
    ],
    resource: Annotated[str, typer.Argument(help="Its id.", metavar="ID")],
    start: Annotated[
        str, typer.Option("--from", help="When it begins.", metavar="TIME")
    ],
    end: Annotated[str, typer.Option("--to", help="When it is over.", metavar="TIME")],
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """It cannot be used, by the clock of its site or unit: who cannot be served so?"""
    from scheduler.cli import outages as cli  # noqa: PLC0415 - help is quick

    span = (start, end)
    raise typer.Exit(
        cli.report(network, kind.value, resource, span, reason, as_json=as_json)
    )


@outages.command()
def overrun(
    visit: Annotated[str, typer.Argument(help="The visit.", metavar="VISIT")],
    minutes: Annotated[
        int, typer.Argument(help="How much longer.", min=1, max=1440, metavar="MINUTES")
    ],
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """A scan or stay takes longer than planned: what it holds is free only then."""
    from scheduler.cli import outages as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.overrun(network, visit, minutes, reason, as_json=as_json))


@outages.command()
def end(
    number: OutageNumber,
    reason: Reason,
    at: Annotated[
        str | None, typer.Option("--at", help="When; now if left out.", metavar="TIME")
    ] = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """It is over, or ends earlier or later than was said."""
    from scheduler.cli import outages as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.end(network, number, at, reason, as_json=as_json))


@outages.command()
def withdraw(
    number: OutageNumber, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """It was never so: what it closed is open again."""
    from scheduler.cli import outages as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.withdraw(network, number, reason, as_json=as_json))
