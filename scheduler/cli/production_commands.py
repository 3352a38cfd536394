"""The commands of production units, without what they need."""

from typing import Annotated

import typer

from scheduler.cli.numbers import VersionOption, kept

demand = typer.Typer(
    help="What units are asked for; `demand diff` compares two plan versions.",
    rich_markup_mode=None,
)
batches = typer.Typer(
    help="Batches: list, show, accept, decline, late, release, fail, recall.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
vials = typer.Typer(
    help="Vials: measure, spill.", no_args_is_help=True, rich_markup_mode=None
)

Network = Annotated[
    str | None, typer.Option("--network", help="Which network, if there are several.")
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON object on stdout, nothing else.")
]
BatchId = Annotated[str, typer.Argument(help="The batch.", metavar="BATCH")]
VialId = Annotated[str, typer.Argument(help="The vial.", metavar="VIAL")]
Reason = Annotated[str, typer.Option("--reason", help="Why.", metavar="TEXT")]
ReasonIfAny = Annotated[
    str | None, typer.Option("--reason", help="Why.", metavar="TEXT")
]
At = Annotated[
    str | None, typer.Option("--at", help="When; now if left out.", metavar="TIME")
]
Unit = Annotated[str | None, typer.Option("--unit", help="Of this unit only.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the others."""
    app.add_typer(demand, name="demand")
    app.add_typer(batches, name="batches")
    app.add_typer(vials, name="vials")


@demand.callback(invoke_without_command=True)
def show_demand(  # noqa: PLR0913, PLR0917 - one for each option
    context: typer.Context,
    unit: Unit = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First date.", metavar="DATE")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="Last date, included.", metavar="DATE")
    ] = None,
    version: VersionOption = None,
    doses: Annotated[
        bool, typer.Option("--doses", help="With deadlines and draw lists.")
    ] = False,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """What units are asked for; `demand diff` compares two plan versions."""
    if context.invoked_subcommand is not None:
        return
    from scheduler.cli import demanding  # noqa: PLC0415 - help is quick

    scope = (unit, start, end, version)
    raise typer.Exit(
        demanding.print_demand(network, scope, with_doses=doses, as_json=as_json)
    )


@demand.command()
def diff(
    before: Annotated[
        int, typer.Argument(help="Plan version.", metavar="A", callback=kept)
    ],
    after: Annotated[
        int, typer.Argument(help="Plan version.", metavar="B", callback=kept)
    ],
    unit: Unit = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Runs and activity that differ from version A to version B."""
    from scheduler.cli import demanding  # noqa: PLC0415 - help is quick

    raise typer.Exit(
        demanding.print_changes(network, before, after, unit, as_json=as_json)
    )


@batches.command("list")
def list_batches(network: Network = None, as_json: Json = False) -> None:
    """All batches of the plan in force, by unit and time."""
    from scheduler.cli.batches import print_batches  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_batches(network, None, as_json=as_json))


@batches.command("show")
def show_batch(batch: BatchId, network: Network = None, as_json: Json = False) -> None:
    """One batch: deadlines, shipments, draw list, slack."""
    from scheduler.cli.batches import print_batches  # noqa: PLC0415 - help is quick

    raise typer.Exit(print_batches(network, batch, as_json=as_json))


@batches.command()
def accept(
    batch: BatchId,
    reason: ReasonIfAny = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """The unit is going to make it as it is planned."""
    from scheduler.cli.batches import say  # noqa: PLC0415 - help is quick

    raise typer.Exit(say(network, "accept", batch, reason, as_json=as_json))


@batches.command()
def decline(
    batch: BatchId, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """The unit is not going to make it; the run is not offered again."""
    from scheduler.cli.batches import say  # noqa: PLC0415 - help is quick

    raise typer.Exit(say(network, "decline", batch, reason, as_json=as_json))


@batches.command()
def late(
    batch: BatchId,
    release: Annotated[
        str, typer.Option("--release", help="When it is said to be.", metavar="TIME")
    ],
    reason: Reason,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """It is said to be released at another time: who cannot wait so long?"""
    from scheduler.cli import batches as cli  # noqa: PLC0415 - help is quick

    raise typer.Exit(cli.late(network, batch, release, reason, as_json=as_json))


@batches.command()
def fail(
    batch: BatchId, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """It makes no doses."""
    from scheduler.cli.batches import say  # noqa: PLC0415 - help is quick

    raise typer.Exit(say(network, "fail", batch, reason, as_json=as_json))


@batches.command()
def release(  # noqa: PLR0913, PLR0917 - one for each option
    batch: BatchId,
    gbq: Annotated[
        str | None,
        typer.Option("--gbq", help="The whole batch, as measured.", metavar="GBQ"),
    ] = None,
    at: At = None,
    vial: Annotated[
        list[str] | None,
        typer.Option("--vial", help="A vial, as measured.", metavar="VIAL=MBQ"),
    ] = None,
    released_at: Annotated[
        str | None,
        typer.Option(
            "--released-at",
            help="When it was released; now if left out.",
            metavar="TIME",
        ),
    ] = None,
    reason: ReasonIfAny = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """Release a batch with what was measured; again, with a reason, to correct it."""
    from scheduler.cli import batches as cli  # noqa: PLC0415 - help is quick

    said = cli.Measured(batch, gbq, at, released_at, tuple(vial or ()), reason)
    raise typer.Exit(cli.release_batch(network, said, as_json=as_json))


@batches.command()
def recall(
    batch: BatchId, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """Nobody draws from it any more; lists who had a dose of it."""
    from scheduler.cli.batches import call_back  # noqa: PLC0415 - help is quick

    raise typer.Exit(call_back(network, batch, reason, as_json=as_json))


@vials.command()
def measure(
    vial: VialId,
    mbq: Annotated[str, typer.Option("--mbq", help="What was measured.")],
    at: At = None,
    reason: ReasonIfAny = None,
    network: Network = None,
    as_json: Json = False,
) -> None:
    """A vial was measured."""
    from scheduler.cli.batches import measure_vial  # noqa: PLC0415 - help is quick

    raise typer.Exit(measure_vial(network, vial, (mbq, at), reason, as_json=as_json))


@vials.command()
def spill(
    vial: VialId, reason: Reason, network: Network = None, as_json: Json = False
) -> None:
    """A vial does not exist any more."""
    from scheduler.cli.batches import spill_vial  # noqa: PLC0415 - help is quick

    raise typer.Exit(spill_vial(network, vial, reason, as_json=as_json))
