"""The commands about plan versions, without what they need."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.numbers import VersionNumber, kept

plans = typer.Typer(
    help="Plan versions: list, show, compare, approve, reject, restore.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class State(StrEnum):
    """States of plan versions."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"
    OUTDATED = "outdated"


Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept for good.")]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(plans, name="plans")


@plans.command("list")
def list_all(
    network: Network = None,
    state: Annotated[
        State | None, typer.Option("--state", help="Only versions in this state.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the versions, the newest first."""
    from scheduler.cli.plans import list_versions  # noqa: PLC0415 - help is quick

    named = None if state is None else state.value
    raise typer.Exit(list_versions(network, named, as_json=as_json))


@plans.command()
def show(
    number: VersionNumber,
    network: Network = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write a page that works offline.", metavar="OUT"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a version: runs, day sheets, levels, what it changes; 1 if it is refused."""
    from scheduler.cli.plans import show_version  # noqa: PLC0415 - help is quick

    raise typer.Exit(show_version(network, number, html, as_json=as_json))


@plans.command()
def diff(
    before: Annotated[
        int, typer.Argument(help="The earlier one.", metavar="A", callback=kept)
    ],
    after: Annotated[
        int, typer.Argument(help="The later one.", metavar="B", callback=kept)
    ],
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Compare two versions: visits, runs and orders, shipments, levels."""
    from scheduler.cli.plans import compare_versions  # noqa: PLC0415 - help is quick

    raise typer.Exit(compare_versions(network, before, after, as_json=as_json))


@plans.command()
def approve(
    number: VersionNumber,
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Put a proposed version into force, with what was booked since."""
    from scheduler.cli.plans import decide  # noqa: PLC0415 - help is quick

    raise typer.Exit(decide("approve", network, number, reason, as_json=as_json))


@plans.command()
def reject(
    number: VersionNumber,
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Decide that a proposed version never comes into force."""
    from scheduler.cli.plans import decide  # noqa: PLC0415 - help is quick

    raise typer.Exit(decide("reject", network, number, reason, as_json=as_json))


@plans.command()
def restore(
    number: VersionNumber,
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Put an earlier version back into force, if it still fits."""
    from scheduler.cli.plans import decide  # noqa: PLC0415 - help is quick

    raise typer.Exit(decide("restore", network, number, reason, as_json=as_json))
